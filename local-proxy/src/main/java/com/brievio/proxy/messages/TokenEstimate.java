package com.brievio.proxy.messages;

import com.brievio.proxy.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Estimates input tokens where no upstream counts them: four bytes a token, 1,600 an image. */
public final class TokenEstimate {
    private static final int BYTES = 4;
    private static final int IMAGE = 1600;
    private static final int LEAST_DATA = 256;

    private TokenEstimate() {}

    /** Returns the estimate for a request of the Messages API, at least 1. */
    public static int of(ObjectNode request) {
        long bytes = 0;
        long images = 0;
        for (String member : new String[] {"system", "tools", "messages"}) {
            JsonNode node = request.path(member);
            if (!node.isMissingNode()) {
                long data = data(node);
                images += images(node);
                bytes += Json.bytes(node).length - data;
            }
        }
        return Math.clamp(bytes / BYTES + images * IMAGE, 1, Integer.MAX_VALUE);
    }

    private static boolean isData(JsonNode node) {
        return node.path("data").isString()
                && node.path("data").stringValue().length() >= LEAST_DATA;
    }

    private static long data(JsonNode node) {
        long length = isData(node) ? node.path("data").stringValue().length() : 0;
        for (JsonNode inner : node) {
            length += data(inner);
        }
        return length;
    }

    private static long images(JsonNode node) {
        long count = isData(node) ? 1 : 0;
        for (JsonNode inner : node) {
            count += images(inner);
        }
        return count;
    }
}
