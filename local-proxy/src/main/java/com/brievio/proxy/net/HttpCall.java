package com.brievio.proxy.net;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request of a client and its response. Confined to its loop. */
public interface HttpCall {
    /** The length of a response that is not known beforehand. */
    long UNKNOWN_LENGTH = -1;

    /** Returns the loop of its connection. */
    Loop loop();

    /** Returns the method as it came, in capitals. */
    String method();

    /** Returns the raw path, without the query; several slashes in a row are one. */
    String path();

    /** Returns the raw query, or null. */
    @Nullable String query();

    /** Returns the first request header of this name in any case, or null. */
    @Nullable String header(String name);

    /** Returns the request headers, names in lower case, several of a name joined by a comma. */
    Map<String, String> headers();

    /** Sends a whole response. */
    void respond(int status, Map<String, String> headers, byte[] body);

    /**
     * Sends the head of a response; its body follows by {@link #write}.
     *
     * @param length how many bytes will follow, or {@link #UNKNOWN_LENGTH}
     */
    void start(int status, Map<String, String> headers, long length);

    /** Sends a part of the body; it leaves with the next {@link #flush}. */
    void write(byte[] bytes, int offset, int length);

    /** Lets go out what was written. */
    void flush();

    /** Ends the response as HTTP wants it. */
    void end();

    /** Ends the response without its end: no client takes it for whole. */
    void breakOff();

    /** Returns whether the status line has gone out. */
    boolean answered();

    /** Returns whether the client takes more at the moment. */
    boolean isWritable();
}
