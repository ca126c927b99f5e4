package com.brievio.proxy.net;

/** What a server serves. */
@FunctionalInterface
public interface HttpService {
    /** Returns what answers this call. */
    CallHandler open(HttpCall call);
}
