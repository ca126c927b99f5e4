package com.brievio.proxy.net;

/** What looks at the clock from time to time. */
@FunctionalInterface
interface Ticking {
    /** Takes the time, in the terms of {@link System#nanoTime}. */
    void tick(long now);
}
