package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.RequestField.Fate;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Walks the fields of a request and carries out what an upstream declares for each of them. */
public final class FieldFates {
    private FieldFates() {}

    /**
     * Reports the ignored fields.
     *
     * @param upstream the upstream's name for the messages
     * @throws com.brievio.proxy.error.ApiException with a 400 for a field that is refused
     */
    public static void apply(
            ChatRequest request, Function<RequestField, Fate> fates, String upstream, Notes notes) {
        for (var entry : request.tree().properties()) {
            RequestField field = RequestField.of(entry.getKey());
            JsonNode value = entry.getValue();
            if (field == null) {
                if (!value.isNull() && !(value.isContainer() && value.isEmpty())) {
                    notes.ignored(entry.getKey());
                }
                continue;
            }
            if (field.saysNothing(value)) {
                continue;
            }
            switch (fates.apply(field)) {
                case CARRIED -> {}
                case IGNORED -> notes.ignored(field.key());
                case REFUSED ->
                        throw ApiError.invalid(
                                        field.key(),
                                        "unsupported_parameter",
                                        field.key()
                                                + ": "
                                                + upstream
                                                + " has no counterpart; leave it out")
                                .exception();
            }
        }
        if (request.field(RequestField.STREAM_OPTIONS)
                .path("include_obfuscation")
                .asBoolean(false)) {
            notes.ignored("stream_options.include_obfuscation");
        }
        boolean blocks =
                request.field(RequestField.MODERATION).path("policy").properties().stream()
                        .anyMatch(e -> e.getValue().path("mode").asString("").equals("block"));
        if (blocks) {
            throw ApiError.invalid(
                            "moderation",
                            "unsupported_value",
                            "moderation: " + upstream + " cannot block; leave it out")
                    .exception();
        }
        request.unknown().forEach(notes::ignored);
    }
}
