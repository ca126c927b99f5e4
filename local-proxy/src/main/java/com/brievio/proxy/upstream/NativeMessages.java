package com.brievio.proxy.upstream;

import com.brievio.proxy.json.JsonMembers;
import com.brievio.proxy.stream.ByteStage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claude's own Messages API at one door (anthropic.md sections 1, 9, 10 and 11): what the client
 * sends arrives unchanged, save for what the door wants elsewhere.
 */
public interface NativeMessages {
    /**
     * A native request.
     *
     * @param members its body
     * @param stream whether a stream is asked for
     * @param headers headers of the client that may be passed on, names in lower case
     * @param query the query of its URL, or null
     */
    record Request(
            JsonMembers members,
            boolean stream,
            Map<String, String> headers,
            @Nullable String query) {
        /** Copies the headers. */
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /** Returns the call that answers the request; reports what the door does not take. */
    UpstreamCall message(Request request, String model, Notes notes);

    /** Returns the call that counts the request's input tokens; reports likewise. */
    UpstreamCall count(Request request, String model, Notes notes);

    /** Tells whether Anthropic itself answers, so that errors are in its form whatever they are. */
    default boolean isAnthropic() {
        return false;
    }

    /** Returns what makes an answer's bytes Anthropic's own; {@code streamed} as it was called. */
    default ByteStage answer(boolean streamed) {
        return ByteStage.UNCHANGED;
    }

    /** Returns what makes the answer to a count Anthropic's own. */
    default ByteStage counted() {
        return ByteStage.UNCHANGED;
    }
}
