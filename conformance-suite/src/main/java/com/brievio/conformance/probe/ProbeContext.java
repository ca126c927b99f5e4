package com.brievio.conformance.probe;

import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;

/**
 * What a probe's request is built from.
 *
 * @param nonce eight hex digits, fresh for every group of probes: at the end of a prompt it defeats
 *     reply caches, inside an answer it proves that the prompt was read
 */
public record ProbeContext(Target target, Traits traits, String nonce) {
    ChatBody chat() {
        return new ChatBody(target.model(), traits);
    }
}
