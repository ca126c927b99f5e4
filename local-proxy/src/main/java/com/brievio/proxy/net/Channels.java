package com.brievio.proxy.net;

import io.netty.channel.Channel;

/** What is done to a channel where nobody waits for the outcome: a failure closes the channel. */
final class Channels {
    private Channels() {}

    static void close(Channel channel) {
        var _ = channel.close();
    }

    static void write(Channel channel, Object message) {
        var _ = channel.write(message, channel.voidPromise());
    }
}
