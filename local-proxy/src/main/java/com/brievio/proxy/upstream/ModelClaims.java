package com.brievio.proxy.upstream;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which names of models lead to a provider without its own name in front (decisions.md, "Names").
 * Of several providers that are set up the lowest rank counts.
 *
 * @param claims looked at in this order
 */
public record ModelClaims(List<Claim> claims) {
    /** No name leads there. */
    public static final ModelClaims NONE = new ModelClaims(List.of());

    /** The rank of who takes every name that nobody else claims. */
    public static final int LAST_RESORT = 100;

    /**
     * A pattern of names.
     *
     * @param whole whether such a name is an id though it may hold a slash
     */
    public record Claim(Pattern pattern, int rank, boolean whole) {}

    /** Copies the claims. */
    public ModelClaims {
        claims = List.copyOf(claims);
    }

    /** Returns the same with names of this pattern, a regular expression. */
    public ModelClaims and(String pattern, int rank) {
        return and(new Claim(Pattern.compile(pattern), rank, false));
    }

    /** Returns the same with ids of this pattern, which may hold slashes. */
    public ModelClaims andIds(String pattern) {
        return and(new Claim(Pattern.compile(pattern), 0, true));
    }

    private ModelClaims and(Claim claim) {
        return new ModelClaims(Stream.concat(claims.stream(), Stream.of(claim)).toList());
    }

    /** Returns the claim on this name, or null. */
    @Nullable Claim on(String name) {
        for (Claim claim : claims) {
            if (claim.pattern().matcher(name).matches()) {
                return claim;
            }
        }
        return null;
    }
}
