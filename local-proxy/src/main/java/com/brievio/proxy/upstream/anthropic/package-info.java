/** Anthropic's Messages API: one encoder, one decoder, one error table. No I/O. */
@NullMarked
package com.brievio.proxy.upstream.anthropic;

import org.jspecify.annotations.NullMarked;
