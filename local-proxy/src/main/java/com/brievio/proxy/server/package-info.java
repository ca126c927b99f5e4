/**
 * The inbound side: routing of paths, guards, the error boundary, writing answers.
 *
 * <p>Does not belong here: translation.
 */
@NullMarked
package com.brievio.proxy.server;

import org.jspecify.annotations.NullMarked;
