/** Google Vertex AI as a door to Claude (anthropic.md section 11). No I/O. */
@NullMarked
package com.brievio.proxy.upstream.vertex;

import org.jspecify.annotations.NullMarked;
