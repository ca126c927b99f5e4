/**
 * OpenAI and every server that speaks its API: passed through, and mended where the user asks for
 * it.
 *
 * <p>Does not belong here: the request model and the rendering of answers, which are in {@code
 * openai}.
 */
@NullMarked
package com.brievio.proxy.upstream.openai;

import org.jspecify.annotations.NullMarked;
