package com.brievio.proxy.server;

import com.brievio.proxy.error.AnthropicForm;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChunkRenderer;
import java.util.Map;

/** The form in which the caller of a path reads errors. */
enum ErrorForm {
    /** OpenAI's error object. */
    OPENAI {
        @Override
        byte[] body(ApiError error, String requestId) {
            return Json.bytes(error.body());
        }

        @Override
        String frame(ApiError error) {
            return ChunkRenderer.errorFrame(error);
        }

        @Override
        Map<String, String> headers(String requestId) {
            return Map.of();
        }

        @Override
        String ping() {
            return ChunkRenderer.PING;
        }
    },
    /** Anthropic's error object, on its own paths. */
    ANTHROPIC {
        @Override
        byte[] body(ApiError error, String requestId) {
            return Json.bytes(AnthropicForm.body(error, requestId));
        }

        @Override
        String frame(ApiError error) {
            return AnthropicForm.event(error);
        }

        @Override
        int status(ApiError error) {
            return AnthropicForm.status(error);
        }

        @Override
        Map<String, String> headers(String requestId) {
            return Map.of("request-id", requestId);
        }

        @Override
        String ping() {
            return AnthropicForm.PING;
        }
    };

    /** Returns the form for this path. */
    static ErrorForm of(String path) {
        return path.equals(MessagesHandler.PATH) || path.startsWith(MessagesHandler.PATH + "/")
                ? ANTHROPIC
                : OPENAI;
    }

    /** Returns the body of an answer. */
    abstract byte[] body(ApiError error, String requestId);

    /** Returns the HTTP status. */
    int status(ApiError error) {
        return error.status();
    }

    /** Returns the frame that tells of the error inside a stream. */
    abstract String frame(ApiError error);

    /** Returns the event, or comment, that keeps a silent stream alive. */
    abstract String ping();

    /** Returns the headers that belong to an error of the proxy's own. */
    abstract Map<String, String> headers(String requestId);
}
