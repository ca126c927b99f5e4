package com.brievio.proxy.error;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Tells what brievio itself did wrong: one line without keys, the stack under BRIEVIO_DEBUG only.
 */
public final class OwnFailure {
    private static volatile Consumer<String> teller =
            text -> System.getLogger(OwnFailure.class.getName()).log(Level.ERROR, text);

    private OwnFailure() {}

    /** Tells this of every failure of this process from now on, in place of the logger. */
    public static void tell(Consumer<String> newTeller) {
        teller = newTeller;
    }

    /** Tells of the failure. */
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
        teller.accept(Secrets.masked(text.toString()));
    }
}
