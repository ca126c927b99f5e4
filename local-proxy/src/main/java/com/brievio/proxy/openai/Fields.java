package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads typed values of a JSON object; a wrong type is a 400 that names the path. Null is absence.
 */
public final class Fields {
    private final ObjectNode node;
    private final String prefix;

    public Fields(ObjectNode node, String prefix) {
        this.node = node;
        this.prefix = prefix;
    }

    public String path(String key) {
        return prefix.isEmpty() ? key : prefix + "." + key;
    }

    /** Returns the value, or null where it is absent or JSON null. */
    public @Nullable JsonNode get(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    public @Nullable String string(String key) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw wrongType(path(key), "a string", value);
        }
        return value.stringValue();
    }

    public String requiredString(String key) {
        String value = string(key);
        if (value == null || value.isEmpty()) {
            throw missing(path(key));
        }
        return value;
    }

    public boolean bool(String key) {
        JsonNode value = get(key);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrongType(path(key), "a boolean", value);
        }
        return value.booleanValue();
    }

    public @Nullable Integer integer(String key, int minimum) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        Integer number = Json.integer(value);
        if (number == null && value.isIntegralNumber() && value.decimalValue().signum() > 0) {
            throw ApiError.invalid(
                            path(key),
                            "integer_above_max_value",
                            "Invalid '%s': %s is greater than the maximum of %d."
                                    .formatted(path(key), value, Integer.MAX_VALUE))
                    .exception();
        }
        if (number == null) {
            throw wrongType(path(key), "an integer", value);
        }
        if (number < minimum) {
            throw ApiError.invalid(
                            path(key),
                            "integer_below_min_value",
                            "Invalid '%s': %d is less than the minimum of %d."
                                    .formatted(path(key), number, minimum))
                    .exception();
        }
        return number;
    }

    public @Nullable BigDecimal number(String key, int minimum, int maximum) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrongType(path(key), "a number", value);
        }
        BigDecimal number = value.decimalValue();
        boolean inside =
                number.compareTo(BigDecimal.valueOf(minimum)) >= 0
                        && number.compareTo(BigDecimal.valueOf(maximum)) <= 0;
        if (!inside) {
            throw ApiError.invalid(
                            path(key),
                            "invalid_value",
                            "Invalid '%s': %s is not between %d and %d."
                                    .formatted(path(key), number, minimum, maximum))
                    .exception();
        }
        return number;
    }

    public @Nullable ObjectNode object(String key) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrongType(path(key), "an object", value);
        }
        return object;
    }

    public static ApiException missing(String path) {
        return ApiError.invalid(
                        path,
                        "missing_required_parameter",
                        "Missing required parameter: '%s'.".formatted(path))
                .exception();
    }

    public static ApiException wrongType(String path, String wanted, JsonNode seen) {
        return ApiError.invalid(
                        path,
                        "invalid_type",
                        "Invalid type for '%s': expected %s, but got %s instead."
                                .formatted(path, wanted, kind(seen)))
                .exception();
    }

    public static ApiException invalidValue(String path, String message) {
        return ApiError.invalid(path, "invalid_value", message).exception();
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
