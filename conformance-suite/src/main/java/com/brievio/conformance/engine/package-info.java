/** Runs the catalogue on the JUnit Platform launcher and grades what the judges found. */
@NullMarked
package com.brievio.conformance.engine;

import org.jspecify.annotations.NullMarked;
