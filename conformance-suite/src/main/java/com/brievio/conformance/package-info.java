/**
 * What a run is told and what it tells: target, options, outcomes, the report.
 *
 * <p>Belongs here: plain values that every other package may use. Does not belong here: I/O.
 */
@NullMarked
package com.brievio.conformance;

import org.jspecify.annotations.NullMarked;
