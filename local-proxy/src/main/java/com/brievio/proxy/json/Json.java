package com.brievio.proxy.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes JSON without loss: numbers stay as written, equal keys are refused. */
public final class Json {
    /** Above what may be read: a request is wrapped before it is sent on. */
    private static final int MAX_WRITTEN_DEPTH = 2000;

    private static final int MAX_STRING = 64 * 1024 * 1024;

    private static final StreamReadConstraints READ =
            StreamReadConstraints.builder().maxStringLength(MAX_STRING).build();

    private static final JsonFactory TOLERANT =
            JsonFactory.builder().streamReadConstraints(READ).build();

    private static final JsonMapper MAPPER = mapper(true);

    private Json() {}

    /** The mapper that takes equal keys, made where it is first needed. */
    private static final class Lenient {
        static final JsonMapper MAPPER = mapper(false);
    }

    private static JsonMapper mapper(boolean refusesEqualKeys) {
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(READ)
                        .streamWriteConstraints(
                                StreamWriteConstraints.builder()
                                        .maxNestingDepth(MAX_WRITTEN_DEPTH)
                                        .build())
                        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, refusesEqualKeys)
                        .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /**
     * Reads one JSON value.
     *
     * @throws tools.jackson.core.JacksonException where the bytes are not exactly one JSON value
     */
    public static JsonNode read(byte[] bytes) {
        return read(() -> MAPPER.readTree(bytes));
    }

    /**
     * Reads one JSON value.
     *
     * @throws tools.jackson.core.JacksonException where the text is not exactly one JSON value
     */
    public static JsonNode read(String text) {
        return read(() -> MAPPER.readTree(text));
    }

    /**
     * Reads one JSON value; of a key that stands twice in an object the last holds.
     *
     * @throws tools.jackson.core.JacksonException where the text is not exactly one JSON value
     */
    public static JsonNode readLastOfEachKey(String text) {
        return read(() -> Lenient.MAPPER.readTree(text));
    }

    /** Returns the object that the text holds, of equal keys the last; null where it is none. */
    public static @Nullable ObjectNode objectOrNull(String text) {
        try {
            return readLastOfEachKey(text) instanceof ObjectNode object ? object : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Returns a parser that takes equal keys as they are, for what is passed on unread. */
    static JsonParser parser(byte[] bytes) {
        return TOLERANT.createParser(ObjectReadContext.empty(), bytes);
    }

    /** Returns a parser of a part of the bytes that takes equal keys as they are. */
    public static JsonParser parser(byte[] bytes, int offset, int length) {
        return TOLERANT.createParser(ObjectReadContext.empty(), bytes, offset, length);
    }

    /** The mapper lets a number that no decimal can hold escape as another exception. */
    private static JsonNode read(Supplier<JsonNode> reading) {
        try {
            return reading.get();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new StreamReadException(null, "a number is out of range", e);
        }
    }

    /** Writes compact JSON in UTF-8. */
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes compact JSON. */
    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** Writes compact JSON in which half a character stays what it is, escaped. */
    public static String ascii(JsonNode node) {
        String text = text(node);
        if (Surrogates.isWhole(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }

    /** Returns the value of a string, number, boolean, list or map as a tree. */
    public static JsonNode of(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Returns a new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the string under the key, or null where there is none or it is no string. */
    public static @Nullable String string(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isString() ? value.stringValue() : null;
    }

    /** Returns the whole number under the key, or 0 where there is none. */
    public static int count(JsonNode node, String key) {
        Integer value = integer(node.path(key));
        return value == null ? 0 : value;
    }

    /** Returns the node as an int; {@code 3.0} counts as 3; null where it is no such number. */
    public static @Nullable Integer integer(JsonNode node) {
        if (!node.isNumber()) {
            return null;
        }
        BigDecimal value = node.decimalValue();
        boolean fits =
                value.stripTrailingZeros().scale() <= 0
                        && value.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
        return fits ? value.intValue() : null;
    }
}
