/** What came over the wire: requests, responses, timed reads, event streams, JSON. Pure. */
@NullMarked
package com.brievio.conformance.wire;

import org.jspecify.annotations.NullMarked;
