package com.brievio.proxy.upstream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code retry-after} of an answer, passed on (mapping.md section 9). */
public final class RetryAfter {
    private RetryAfter() {}

    /** Above a minute the SDKs would come back at once or never: tells them not to. */
    public static Map<String, String> headers(@Nullable String value) {
        if (value == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("retry-after", value);
        try {
            if (Double.parseDouble(value) > 60) {
                headers.put("x-should-retry", "false");
            }
        } catch (NumberFormatException e) {
            // An HTTP date is passed as it is.
        }
        return headers;
    }
}
