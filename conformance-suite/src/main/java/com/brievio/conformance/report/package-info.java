/** Writes reports. Pure: a report in, text out. */
@NullMarked
package com.brievio.conformance.report;

import org.jspecify.annotations.NullMarked;
