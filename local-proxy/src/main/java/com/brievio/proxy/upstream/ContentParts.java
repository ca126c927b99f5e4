package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every upstream asks of messages and their parts (mapping.md section 3), and refuses alike.
 */
public final class ContentParts {
    private ContentParts() {}

    /** Writes one part in an upstream's format. */
    @FunctionalInterface
    public interface PartEncoder {
        /** Returns the part's node, null for a part that says nothing, such as blank text. */
        @Nullable ObjectNode encode(ContentPart part);
    }

    /** Returns the nodes of the parts that say something, in their order. */
    public static List<ObjectNode> encode(List<ContentPart> parts, PartEncoder encoder) {
        List<ObjectNode> nodes = new ArrayList<>();
        for (ContentPart part : parts) {
            ObjectNode node = encoder.encode(part);
            if (node != null) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /**
     * Returns the nodes of a user message, at least one.
     *
     * @throws ApiException 400 where no part says anything
     */
    public static List<ObjectNode> encode(Message.User user, PartEncoder encoder) {
        List<ObjectNode> nodes = encode(user.parts(), encoder);
        if (nodes.isEmpty()) {
            String path = user.path() + ".content";
            throw ApiError.invalid(path, "invalid_value", path + ": the message is empty")
                    .exception();
        }
        return nodes;
    }

    /**
     * Returns the file's data. Bare base64 is taken for what its bytes or its name tell, else for a
     * PDF.
     *
     * @throws ApiException 400 for a file named by id, an empty one, or data that cannot be read
     */
    public static DataUri data(ContentPart.File file) {
        String data = file.data();
        if (data == null) {
            String path = file.path() + ".file" + (file.fileId() == null ? "" : ".file_id");
            throw ApiError.invalid(
                            path,
                            "unsupported_parameter",
                            path + ": there is no file store; send file_data")
                    .exception();
        }
        String path = file.path() + ".file.file_data";
        String uri =
                DataUri.is(data) ? data : "data:" + typeOf(file.filename()) + ";base64," + data;
        DataUri read = DataUri.read(uri, path, "invalid_value");
        if (read.base64().isEmpty()) {
            String name = file.filename() == null ? "the file" : "the file " + file.filename();
            throw ApiError.invalid(path, "invalid_value", path + ": " + name + " is empty")
                    .exception();
        }
        return read;
    }

    private static String typeOf(@Nullable String filename) {
        boolean other =
                filename != null
                        && filename.indexOf('.') >= 0
                        && !filename.toLowerCase(Locale.ROOT).endsWith(".pdf");
        return other ? "application/octet-stream" : "application/pdf";
    }

    /** Returns the 400 for a part that the upstream cannot take. */
    public static ApiException unsupported(String path, String why) {
        return ApiError.invalid(path, "unsupported_value", path + ": " + why).exception();
    }

    /** Returns the 400 for a conversation without a message that the model could answer. */
    public static ApiException noMessage(String model) {
        return ApiError.invalid(
                        "messages",
                        "invalid_value",
                        "messages: " + model + " needs at least one user message")
                .exception();
    }

    /** Returns the 400 for a conversation that ends with an assistant message (a prefill). */
    public static ApiException noPrefill(String model, List<Message> conversation) {
        return unsupported(
                lastAssistantPath(conversation),
                model + " does not continue an assistant message; end with a user message");
    }

    /** Returns the JSON path of the first assistant message. */
    public static String firstAssistantPath(List<Message> conversation) {
        return conversation.stream()
                .filter(Message.Assistant.class::isInstance)
                .findFirst()
                .orElseThrow()
                .path();
    }

    /** Returns the JSON path of the last assistant message. */
    public static String lastAssistantPath(List<Message> conversation) {
        return conversation.reversed().stream()
                .filter(Message.Assistant.class::isInstance)
                .findFirst()
                .orElseThrow()
                .path();
    }
}
