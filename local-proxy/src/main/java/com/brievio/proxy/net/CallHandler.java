package com.brievio.proxy.net;

import com.brievio.proxy.error.ApiException;

/** What answers one call. Every method is called on the loop of the call. */
public interface CallHandler {
    /** Takes the head of the request; answers at once where the body is not wanted. */
    void head();

    /** Takes the whole body of the request. */
    void received(byte[] body);

    /** Takes what is wrong with the request or its transport; answers with it. */
    void refused(ApiException fault);

    /** Takes that the client is gone: what runs for it ends. */
    void left();

    /** Takes that the client can or cannot take more for the moment. */
    void writable(boolean writable);

    /** Looks at the limits of time. */
    void tick(long now);

    /**
     * Sends something that changes nothing for a client that still reads, after the head of the
     * response.
     *
     * @return false where the response has no place for it at the moment
     */
    boolean probe();

    /** Takes that the server stops: the client is told what becomes of the response. */
    void stop();
}
