/**
 * Anthropic's Messages API in front of upstreams that are not Claude (docs/wire/messages.md):
 * requests become the request model, events become its stream and its message. Pure.
 */
@NullMarked
package com.brievio.proxy.messages;

import org.jspecify.annotations.NullMarked;
