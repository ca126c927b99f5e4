package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.openai.RequestField.Fate;

/**
 * What becomes of a part of the request.
 *
 * @param fate whether it is carried over
 * @param how one line for the reader of the mapping
 */
record FieldFate(Fate fate, String how) {
    static FieldFate carried(String how) {
        return new FieldFate(Fate.CARRIED, how);
    }

    static FieldFate ignored(String how) {
        return new FieldFate(Fate.IGNORED, how);
    }

    static FieldFate refused(String how) {
        return new FieldFate(Fate.REFUSED, how);
    }
}
