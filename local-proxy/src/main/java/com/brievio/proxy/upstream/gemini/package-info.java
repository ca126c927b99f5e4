/** Google's generateContent API: one encoder, one decoder, one error table. No I/O. */
@NullMarked
package com.brievio.proxy.upstream.gemini;

import org.jspecify.annotations.NullMarked;
