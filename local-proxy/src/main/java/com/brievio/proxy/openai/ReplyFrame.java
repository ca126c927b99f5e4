package com.brievio.proxy.openai;

/**
 * What every chunk of an answer, or the whole of it, has in common.
 *
 * @param created unix seconds
 * @param requestedModel the name that stands in where the upstream gives none
 * @param fallbackId the id that stands in where the upstream gives none
 * @param includeUsage whether a stream ends with a usage chunk
 * @param legacyFunctions whether calls go out in the deprecated {@code function_call} form
 */
public record ReplyFrame(
        long created,
        String requestedModel,
        String fallbackId,
        boolean includeUsage,
        boolean legacyFunctions) {}
