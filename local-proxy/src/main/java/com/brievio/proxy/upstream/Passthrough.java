package com.brievio.proxy.upstream;

import com.brievio.proxy.stream.ByteStage;
import java.util.Map;

/** A server that speaks OpenAI's API itself: requests and answers are passed as they are. */
public non-sealed interface Passthrough extends Upstream {
    /**
     * Returns the call of an operation.
     *
     * @param operation the path below the version, such as {@code chat/completions}
     * @param headers headers of the client that are passed on
     * @param body the client's bytes, with the server's own name of the model
     * @param stream whether the client asks for a stream
     */
    UpstreamCall call(String operation, Map<String, String> headers, byte[] body, boolean stream);

    /**
     * Returns what mends the commonest deviations in the answer to one chat request.
     *
     * @param streamed whether the answer is a stream
     * @param includeUsage whether the client asked for a usage chunk
     * @param notes takes what was repaired
     */
    ByteStage repair(boolean streamed, boolean includeUsage, Notes notes);

    /** Returns whether the server speaks OpenAI's Responses API itself. */
    boolean speaksResponses();
}
