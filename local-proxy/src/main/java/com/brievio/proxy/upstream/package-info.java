/**
 * What every upstream has in common: routes, model facts, notes, the one outbound client.
 *
 * <p>Does not belong here: one vendor's wire format; it lives in a package of its own below.
 */
@NullMarked
package com.brievio.proxy.upstream;

import org.jspecify.annotations.NullMarked;
