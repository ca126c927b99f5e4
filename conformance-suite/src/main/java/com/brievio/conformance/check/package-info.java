/**
 * The catalogue: every check is a row, its judge a pure function of the evidence.
 *
 * <p>Does not belong here: statuses, printing, retries, connections.
 */
@NullMarked
package com.brievio.conformance.check;

import org.jspecify.annotations.NullMarked;
