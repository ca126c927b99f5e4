/**
 * OpenAI's Responses API in front of every upstream (docs/wire/responses.md): requests become the
 * request model, events become its stream and its object. Pure but for the store.
 */
@NullMarked
package com.brievio.proxy.responses;

import org.jspecify.annotations.NullMarked;
