/**
 * The neutral answer: a sealed stream of events, and the pure machines that read or change it.
 *
 * <p>Does not belong here: any vendor's wire format, sockets, clocks.
 */
@NullMarked
package com.brievio.proxy.stream;

import org.jspecify.annotations.NullMarked;
