package com.brievio.proxy;

/**
 * A value and where it comes from.
 *
 * @param value the text as it was written
 * @param origin file and line, a variable, or {@link #DEFAULT}
 */
public record Setting(String value, String origin) {
    /** The origin of what nobody has set. */
    public static final String DEFAULT = "default";

    /** The origin of what the program itself gives, such as a simulation. */
    static final String PROGRAM = "the program";

    /** Returns whether somebody has set it. */
    public boolean isSet() {
        return !origin.equals(DEFAULT);
    }

    /** Names no value: it may be a key. */
    @Override
    public String toString() {
        return "Setting[" + origin + "]";
    }
}
