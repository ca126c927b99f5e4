package com.brievio.proxy.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object by their place in its bytes, so that one can be changed and every
 * other byte stays as it came: order, spaces, numbers, equal keys further down.
 */
public final class JsonMembers {
    private final byte[] bytes;
    private final List<Member> members;

    /**
     * One member.
     *
     * @param start where its name begins
     * @param value where its value begins
     * @param end where its value has ended
     */
    private record Member(
            String name, JsonToken token, @Nullable String text, int start, int value, int end) {}

    private JsonMembers(byte[] bytes, List<Member> members) {
        this.bytes = bytes;
        this.members = members;
    }

    /**
     * Reads the whole text.
     *
     * @return null where it is JSON but no object
     * @throws tools.jackson.core.JacksonException where the bytes are not exactly one JSON value in
     *     UTF-8
     */
    public static @Nullable JsonMembers read(byte[] bytes) {
        List<Member> members = new ArrayList<>();
        try (JsonParser parser = Json.parser(bytes)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new StreamReadException(parser, "there is no JSON value");
            }
            boolean object = first == JsonToken.START_OBJECT;
            if (!object) {
                parser.skipChildren();
                parser.finishToken();
            } else {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    members.add(member(parser));
                }
            }
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "something follows the JSON value");
            }
            return object ? new JsonMembers(bytes, List.copyOf(members)) : null;
        }
    }

    private static Member member(JsonParser parser) {
        String name = parser.currentName();
        int start = at(parser.currentTokenLocation().getByteOffset());
        JsonToken token = parser.nextToken();
        int value = at(parser.currentTokenLocation().getByteOffset());
        String text = token == JsonToken.VALUE_STRING ? parser.getString() : null;
        parser.skipChildren();
        parser.finishToken();
        return new Member(
                name, token, text, start, value, at(parser.currentLocation().getByteOffset()));
    }

    private static int at(long offset) {
        if (offset < 0) {
            throw new StreamReadException(null, "the text is not UTF-8");
        }
        return (int) offset;
    }

    /** Tells whether the name stands there, once or more. */
    public boolean has(String name) {
        return members.stream().anyMatch(m -> m.name.equals(name));
    }

    /** Tells whether the name stands there more than once. */
    public boolean repeats(String name) {
        return members.stream().filter(m -> m.name.equals(name)).count() > 1;
    }

    /** Returns the string under the name, or null where there is none or it is no string. */
    public @Nullable String string(String name) {
        Member member = find(name);
        return member == null ? null : member.text;
    }

    /** Tells whether {@code true} stands under the name. */
    public boolean isTrue(String name) {
        Member member = find(name);
        return member != null && member.token == JsonToken.VALUE_TRUE;
    }

    /** Returns the bytes of the value under the name, or null where there is none. */
    public byte @Nullable [] value(String name) {
        Member member = find(name);
        if (member == null) {
            return null;
        }
        byte[] value = new byte[member.end - member.value];
        System.arraycopy(bytes, member.value, value, 0, value.length);
        return value;
    }

    private @Nullable Member find(String name) {
        return members.stream().filter(m -> m.name.equals(name)).findFirst().orElse(null);
    }

    /** Returns the whole text as it came. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the text with this string under the name, the same where it stands there already. */
    public byte[] with(String name, String text) {
        if (text.equals(string(name)) && !repeats(name)) {
            return bytes;
        }
        return spliced(name, Json.bytes(Json.of(text)));
    }

    /** Returns the text with this value under the name, where it stands already. */
    public byte[] with(String name, JsonNode value) {
        return spliced(name, Json.bytes(value));
    }

    private byte[] spliced(String name, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + value.length);
        int from = 0;
        for (Member member : members) {
            if (member.name.equals(name)) {
                out.write(bytes, from, member.value - from);
                out.writeBytes(value);
                from = member.end;
            }
        }
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    /**
     * Returns the text without these names.
     *
     * @param first members to put in front, as JSON, in order
     */
    public byte[] without(Set<String> names, List<String> first) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
        if (members.isEmpty()) {
            write(out, "{" + String.join(",", first) + "}");
            return out.toByteArray();
        }
        out.write(bytes, 0, members.getFirst().start);
        String separator = "";
        for (String member : first) {
            write(out, separator + member);
            separator = ",";
        }
        int lastKept = -2;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (names.contains(member.name)) {
                continue;
            }
            if (lastKept == i - 1 && lastKept >= 0) {
                int end = members.get(lastKept).end;
                out.write(bytes, end, member.start - end);
            } else {
                write(out, separator);
            }
            out.write(bytes, member.start, member.end - member.start);
            separator = ",";
            lastKept = i;
        }
        int close = members.getLast().end;
        out.write(bytes, close, bytes.length - close);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
