package com.brievio.proxy.upstream;

import com.brievio.proxy.openai.RequestField.Fate;

/**
 * What becomes of a part of the request.
 *
 * @param fate whether it is carried over
 * @param how one line for the reader of the mapping
 */
public record FieldFate(Fate fate, String how) {
    /** It is sent, or carried out by brievio. */
    public static FieldFate carried(String how) {
        return new FieldFate(Fate.CARRIED, how);
    }

    /** It is left out and reported. */
    public static FieldFate ignored(String how) {
        return new FieldFate(Fate.IGNORED, how);
    }

    /** It is answered with 400. */
    public static FieldFate refused(String how) {
        return new FieldFate(Fate.REFUSED, how);
    }
}
