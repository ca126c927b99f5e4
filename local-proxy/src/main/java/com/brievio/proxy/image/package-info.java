/**
 * Images by URL, fetched for upstreams that take none: which addresses may be asked, and the
 * request with the images in it.
 */
@NullMarked
package com.brievio.proxy.image;

import org.jspecify.annotations.NullMarked;
