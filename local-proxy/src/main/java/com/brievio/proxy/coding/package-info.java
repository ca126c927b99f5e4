/**
 * Content codings of HTTP: what is packed, how it is unpacked. No I/O of its own.
 *
 * <p>Does not belong here: who is answered how about a body that cannot be read.
 */
@NullMarked
package com.brievio.proxy.coding;

import org.jspecify.annotations.NullMarked;
