/**
 * The event loop from socket to socket: the server, the client for upstreams, backpressure, limits.
 * Netty is seen here and nowhere else.
 */
@NullMarked
package com.brievio.proxy.net;

import org.jspecify.annotations.NullMarked;
