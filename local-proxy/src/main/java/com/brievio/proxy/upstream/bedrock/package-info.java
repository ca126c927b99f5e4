/**
 * Amazon Bedrock: Claude by InvokeModel in Anthropic's format, every other model, and Claude where
 * that is configured, by Converse. No I/O; signing is in {@code com.brievio.proxy.credentials}.
 */
@NullMarked
package com.brievio.proxy.upstream.bedrock;

import org.jspecify.annotations.NullMarked;
