package com.brievio.proxy.server;

import com.brievio.proxy.net.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells clients apart by their key, so that none sees what is kept for another. What is kept is no
 * key: an HMAC under a key of this process.
 */
final class Owners {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    Owners() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, HMAC);
    }

    /** Returns the name of the client's key; "" for a client without one. */
    String of(HttpCall call) {
        String token = Guards.token(call);
        if (token == null) {
            return "";
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
