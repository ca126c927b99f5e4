package com.brievio.proxy.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A function tool (openai-chat.md section 4).
 *
 * @param path JSON path, such as {@code tools[0]}
 * @param parameters JSON Schema of the arguments, or null where absent or empty
 * @param cacheControl Anthropic's cache mark where the client set one, or null
 */
public record ToolDefinition(
        String path,
        String name,
        @Nullable String description,
        @Nullable ObjectNode parameters,
        boolean strict,
        @Nullable ObjectNode cacheControl) {}
