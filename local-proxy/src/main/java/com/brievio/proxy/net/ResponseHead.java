package com.brievio.proxy.net;

import com.brievio.proxy.coding.ContentCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status and headers of an upstream's response.
 *
 * @param status 200 to 599
 * @param headers in their order, names as they came
 */
public record ResponseHead(int status, List<Map.Entry<String, String>> headers) {
    /** Copies the headers. */
    public ResponseHead {
        headers = List.copyOf(headers);
    }

    /** Returns the first header of this name in any case, or null. */
    public @Nullable String header(String name) {
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return null;
    }

    /** Returns all headers, names in lower case, the values of a name in their order. */
    public Map<String, List<String>> all() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach(header ->
                all.computeIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(header.getValue()));
        return all;
    }

    /** Returns how the body is packed. */
    public ContentCoding coding() {
        return ContentCoding.of(header("content-encoding"));
    }
}
