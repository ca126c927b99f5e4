package com.brievio.proxy.messages;

import com.brievio.proxy.openai.ChatRequest;

/**
 * A request of the Messages API.
 *
 * @param chat the request in the one model
 * @param estimate its input tokens, as far as they can be told without the upstream
 */
public record MessagesRequest(ChatRequest chat, int estimate) {}
