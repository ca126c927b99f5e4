package com.brievio.proxy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answered request, for the log; never a body, never a key.
 *
 * @param id the {@code x-request-id} of the answer
 * @param method HTTP method
 * @param path path of the request
 * @param model the client's model name, or null where none was read
 * @param upstream provider and model that it went to, or null
 * @param status HTTP status of the answer
 * @param firstToken time to the first token of a stream, or null
 * @param total time to the end of the answer
 * @param promptTokens tokens in, or null where unknown
 * @param completionTokens tokens out, or null where unknown
 * @param cachedTokens tokens read from a cache, or null where unknown
 * @param error the error that the client was told, or null
 * @param ignored JSON paths of ignored or approximated fields
 * @param remarks defaults, repairs and unknown events
 */
public record RequestSummary(
        String id,
        String method,
        String path,
        @Nullable String model,
        @Nullable String upstream,
        int status,
        @Nullable Duration firstToken,
        Duration total,
        @Nullable Integer promptTokens,
        @Nullable Integer completionTokens,
        @Nullable Integer cachedTokens,
        @Nullable String error,
        List<String> ignored,
        List<String> remarks) {

    /** Copies the lists. */
    public RequestSummary {
        ignored = List.copyOf(ignored);
        remarks = List.copyOf(remarks);
    }
}
