package com.brievio.proxy.upstream;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An authorizer that is made at the first call, and its libraries with it. */
public final class LazyAuthorizer implements Authorizer {
    private final String kind;
    private final Supplier<Authorizer> maker;
    private @Nullable Authorizer made;

    /**
     * Makes the authorizer by this when it is needed.
     *
     * @param kind the scheme of the header that it will write, such as {@code Bearer}
     */
    public LazyAuthorizer(String kind, Supplier<Authorizer> maker) {
        this.kind = kind;
        this.maker = maker;
    }

    private synchronized Authorizer made() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }

    @Override
    public UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken) {
        return made().authorize(call, clientToken);
    }

    @Override
    public Map<String, String> masked() {
        return Map.of("authorization", kind + " " + MASK);
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public @Nullable String source() {
        return made().source();
    }
}
