package com.brievio.proxy.upstream;

import com.brievio.proxy.TranslationOptions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What the providers of one proxy have in common. Used while they are made, by one thread. */
public final class Shared {
    private final ModelFacts facts;
    private final TranslationOptions options;
    private final InstantSource clock;
    private final KeyShapes keyShapes;
    private final Map<Class<?>, Object> made = new HashMap<>();

    /** Shares these. */
    public Shared(
            ModelFacts facts,
            TranslationOptions options,
            InstantSource clock,
            KeyShapes keyShapes) {
        this.facts = facts;
        this.options = options;
        this.clock = clock;
        this.keyShapes = keyShapes;
    }

    /** Returns what is known of models. */
    public ModelFacts facts() {
        return facts;
    }

    /** Returns what the user decides about translation. */
    public TranslationOptions options() {
        return options;
    }

    /** Returns the clock. */
    public InstantSource clock() {
        return clock;
    }

    /** Returns where a client's own key may go. */
    public KeyShapes keyShapes() {
        return keyShapes;
    }

    /** Returns the one object of this type, made where it is first asked for. */
    public <T> T one(Class<T> type, Supplier<T> maker) {
        return type.cast(made.computeIfAbsent(type, _ -> maker.get()));
    }
}
