package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ErrorCode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shapes of keys that all kinds of providers declare. */
public record KeyShapes(List<KeyShape> all) {
    /** No vendor's keys are known: any token goes anywhere. */
    public static final KeyShapes NONE = new KeyShapes(List.of());

    /** Copies the list. */
    public KeyShapes {
        all = List.copyOf(all);
    }

    /**
     * Returns the shape that a client's token must have to be sent to this host, or null for any.
     */
    public @Nullable KeyShape wantedAt(URI uri) {
        return all.stream().filter(shape -> shape.isAt(uri)).findFirst().orElse(null);
    }

    /**
     * A key of one vendor is not shown to another, nor what is no key at all.
     *
     * @throws com.brievio.proxy.error.ApiException with 401 that says whose key it seems to be
     */
    void require(URI destination, String token) {
        KeyShape wanted = wantedAt(destination);
        if (wanted == null || wanted.fits(token)) {
            return;
        }
        KeyShape other = all.stream().filter(shape -> shape.fits(token)).findFirst().orElse(null);
        throw ErrorCode.INVALID_KEY
                .error(
                        "The API key of this request "
                                + (other == null
                                        ? "is none of " + wanted.vendor() + "'s"
                                        : "looks like one of " + other.vendor() + "'s")
                                + ", but the model is at "
                                + destination.getHost()
                                + ", so it was not sent there. Send a key that begins with "
                                + wanted.example()
                                + ", or set one up for this upstream in brievio's environment or"
                                + " configuration.")
                .exception();
    }
}
