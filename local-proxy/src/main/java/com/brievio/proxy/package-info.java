/**
 * What the proxy is told and what it tells: options, limits, request summaries.
 *
 * <p>Belongs here: plain values that every other package may use. Does not belong here: anything
 * that does something.
 */
@NullMarked
package com.brievio.proxy;

import org.jspecify.annotations.NullMarked;
