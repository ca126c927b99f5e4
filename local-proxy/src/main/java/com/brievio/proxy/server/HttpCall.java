package com.brievio.proxy.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One inbound request and its answer, whatever server carries them. */
interface HttpCall {
    /** The length of an answer that is not known beforehand. */
    long UNKNOWN_LENGTH = -1;

    /** Returns the method in capitals. */
    String method();

    /** Returns the raw path, without the query. */
    String path();

    /** Returns the raw query, or null. */
    @Nullable String query();

    /** Returns the first request header of this name in any case, or null. */
    @Nullable String header(String name);

    /** Returns the request headers, names in lower case, several of a name joined by a comma. */
    Map<String, String> headers();

    /** Returns the request body. */
    InputStream body();

    /** Sends a whole answer. */
    void respond(int status, Map<String, String> headers, byte[] body) throws IOException;

    /**
     * Sends the headers of an answer and returns where its bytes go.
     *
     * @param length how many bytes will follow, or {@link #UNKNOWN_LENGTH}
     */
    OutputStream stream(int status, Map<String, String> headers, long length) throws IOException;

    /** Tells whether the status line has gone out. */
    boolean answered();
}
