package com.brievio.proxy.responses;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** The error of a response that failed in its stream; Codex acts on its code. */
final class FailureCodes {
    private FailureCodes() {}

    /** Returns {@code {"code","message"}}. */
    static ObjectNode of(ApiError error) {
        String message = Secrets.masked(error.message());
        String delay = error.headers().get("retry-after");
        if (error.status() == 429 && delay != null && !ErrorCode.NO_CREDIT.is(error)) {
            message += " Please try again in " + delay + "s.";
        }
        return Json.object().put("code", code(error)).put("message", message);
    }

    private static String code(ApiError error) {
        String code = error.code() == null ? "" : error.code();
        if (ErrorCode.NO_CREDIT.is(error)) {
            return "insufficient_quota";
        }
        if (error.status() == 429) {
            return "rate_limit_exceeded";
        }
        if (ErrorCode.CONTEXT_TOO_LONG.is(error)
                || ErrorCode.OVERLOADED.is(error)
                || code.startsWith("invalid_image")) {
            return code;
        }
        if (error.status() == 529) {
            return "server_is_overloaded";
        }
        return code.contains("content_policy") ? "invalid_prompt" : "server_error";
    }
}
