package com.brievio.conformance.wire;

/** A header line, the name as it was written. */
public record Header(String name, String value) {}
