package com.brievio.proxy.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One inbound request and its answer, whatever server carries them. */
interface HttpCall {
    /** Returns the method in capitals. */
    String method();

    /** Returns the raw path, without the query. */
    String path();

    /** Returns the first request header of this name in any case, or null. */
    @Nullable String header(String name);

    /** Returns the request body. */
    InputStream body();

    /** Sends a whole answer. */
    void respond(int status, Map<String, String> headers, byte[] body) throws IOException;

    /** Sends the headers of a streamed answer and returns where its bytes go. */
    OutputStream stream(int status, Map<String, String> headers) throws IOException;

    /** Tells whether the status line has gone out. */
    boolean answered();
}
