package com.brievio.proxy.openai;

import java.util.List;

/** What the model may or must do with the tools (openai-chat.md section 5). */
public sealed interface ToolChoice {
    /** Not given. */
    record Unset() implements ToolChoice {}

    /** {@code "auto"}. */
    record Auto() implements ToolChoice {}

    /** {@code "none"}. */
    record None() implements ToolChoice {}

    /** {@code "required"}. */
    record Required() implements ToolChoice {}

    /** A named function. */
    record Named(String name) implements ToolChoice {}

    /** Only these functions; {@code required} tells whether one must be called. */
    record Allowed(boolean required, List<String> names) implements ToolChoice {
        /** Copies the names. */
        public Allowed {
            names = List.copyOf(names);
        }
    }
}
