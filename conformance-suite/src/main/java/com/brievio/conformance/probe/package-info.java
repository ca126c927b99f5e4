/**
 * The requests that are sent, the two transports, and the recorder that sends each probe once.
 *
 * <p>The only package with I/O. Does not belong here: judgement.
 */
@NullMarked
package com.brievio.conformance.probe;

import org.jspecify.annotations.NullMarked;
