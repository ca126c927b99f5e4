/**
 * Google Vertex AI as a door to Claude and Gemini: URLs and the vendor's choice by name. No I/O;
 * the formats are those of {@code upstream.anthropic} and {@code upstream.gemini}.
 */
@NullMarked
package com.brievio.proxy.upstream.vertex;

import org.jspecify.annotations.NullMarked;
