package com.brievio.proxy.net;

import com.brievio.proxy.error.ApiError;

/** What takes the response to one upstream call. Every method is called on the call's loop. */
public interface ResponseReceiver {
    /** Takes status and headers. */
    void head(ResponseHead head);

    /** Takes a part of the body; the array is used again after this returns. */
    void bytes(byte[] bytes, int offset, int length);

    /** Takes that nothing more is there for the moment: what was made of it may go out. */
    void pause();

    /**
     * Takes the end of the body; nothing follows.
     *
     * @param cut whether the connection broke before HTTP's own end
     */
    void end(boolean cut);

    /** Takes why there is no response; nothing follows. */
    void failed(ApiError error);
}
