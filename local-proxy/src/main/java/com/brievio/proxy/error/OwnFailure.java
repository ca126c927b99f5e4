package com.brievio.proxy.error;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Logs what brievio itself did wrong: one line without keys, the stack under BRIEVIO_DEBUG only.
 */
public final class OwnFailure {
    private static final Logger LOG = System.getLogger(OwnFailure.class.getName());

    private OwnFailure() {}

    /** Logs the failure. */
    public static void log(String what, Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        StringBuilder text = new StringBuilder(what).append(": ").append(thrown);
        if (stack.length > 0) {
            text.append(" at ").append(stack[0]);
        }
        if (System.getenv("BRIEVIO_DEBUG") != null) {
            for (StackTraceElement step : stack) {
                text.append("\n    at ").append(step);
            }
        }
        LOG.log(Level.ERROR, Secrets.masked(text.toString()));
    }
}
