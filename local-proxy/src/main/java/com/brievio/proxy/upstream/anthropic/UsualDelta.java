package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A {@code content_block_delta} of the usual form (anthropic.md section 6), read without a tree:
 * {@code {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"…"}}}.
 *
 * @param index of the block
 * @param type {@code text_delta}, {@code thinking_delta} or {@code input_json_delta}
 * @param text what is added, never empty
 */
record UsualDelta(int index, String type, String text) {

    /** Returns the delta, or null where the data is anything else, however little. */
    static @Nullable UsualDelta read(byte[] data, int offset, int length) {
        try (JsonParser parser = Json.parser(data, offset, length)) {
            UsualDelta read = new Reader(parser).read();
            return parser.nextToken() == null ? read : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The members as they come; a second one of a name, or another one, is not usual. */
    private static final class Reader {
        private final JsonParser parser;
        private int index = -1;
        private @Nullable String event;
        private @Nullable String type;
        private @Nullable String text;
        private @Nullable String textMember;

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        @Nullable UsualDelta read() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            String name;
            while ((name = parser.nextName()) != null) {
                if (!member(name)) {
                    return null;
                }
            }
            return index >= 0 && "content_block_delta".equals(event) ? delta() : null;
        }

        private @Nullable UsualDelta delta() {
            String wanted =
                    switch (type == null ? "" : type) {
                        case "text_delta" -> "text";
                        case "thinking_delta" -> "thinking";
                        case "input_json_delta" -> "partial_json";
                        default -> null;
                    };
            return type == null || text == null || text.isEmpty() || !text(wanted)
                    ? null
                    : new UsualDelta(index, type, text);
        }

        private boolean text(@Nullable String wanted) {
            return wanted != null && wanted.equals(textMember);
        }

        private boolean member(String name) {
            JsonToken value = parser.nextToken();
            return switch (name) {
                case "type" -> isEvent(value);
                case "index" -> isIndex(value);
                case "delta" -> type == null && value == JsonToken.START_OBJECT && insideDelta();
                default -> false;
            };
        }

        private boolean isEvent(JsonToken value) {
            boolean first = event == null && value == JsonToken.VALUE_STRING;
            event = first ? parser.getString() : null;
            return first;
        }

        private boolean isIndex(JsonToken value) {
            boolean first = index < 0 && value == JsonToken.VALUE_NUMBER_INT;
            index = first ? parser.getIntValue() : -1;
            return index >= 0;
        }

        private boolean insideDelta() {
            String name;
            while ((name = parser.nextName()) != null) {
                boolean isType = name.equals("type");
                boolean again = isType ? type != null : text != null;
                if (again || parser.nextToken() != JsonToken.VALUE_STRING) {
                    return false;
                }
                if (isType) {
                    type = parser.getString();
                } else {
                    textMember = name;
                    text = parser.getString();
                }
            }
            return type != null;
        }
    }
}
