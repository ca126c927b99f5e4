package com.brievio.proxy.stream;

/** What the bytes of an answer pass on their way to the client. Pure; one instance a response. */
public interface ByteStage {
    /** Lets everything through as it comes. */
    ByteStage UNCHANGED =
            new ByteStage() {
                @Override
                public byte[] feed(byte[] bytes) {
                    return bytes;
                }

                @Override
                public byte[] end(boolean cut) {
                    return new byte[0];
                }

                @Override
                public boolean changes() {
                    return false;
                }
            };

    /** Tells whether what leaves it may differ from what came. */
    default boolean changes() {
        return true;
    }

    /** Takes the next bytes and returns what goes on, possibly nothing yet. */
    byte[] feed(byte[] bytes);

    /**
     * Takes the end and returns what still goes out.
     *
     * @param cut whether the upstream broke off
     */
    byte[] end(boolean cut);
}
