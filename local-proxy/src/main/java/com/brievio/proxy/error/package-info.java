/**
 * The error that every part of the proxy speaks, in the form that OpenAI's clients read.
 *
 * <p>Does not belong here: any upstream's error table.
 */
@NullMarked
package com.brievio.proxy.error;

import org.jspecify.annotations.NullMarked;
