package com.brievio.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Writes large bytes in slices as the peer takes them, so that they do not stand in memory twice.
 * Confined to the channel's loop.
 */
final class Outflow {
    private static final int SLICE = 64 * 1024;

    private final Channel channel;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private long written;

    Outflow(Channel channel) {
        this.channel = channel;
    }

    /** Writes the buffer behind all that was written before. */
    void write(ByteBuf buffer) {
        written += buffer.readableBytes();
        if (waiting.isEmpty() && buffer.readableBytes() <= SLICE) {
            Channels.write(channel, buffer);
        } else {
            waiting.add(buffer);
        }
    }

    /** Writes the bytes, which must not change any more, behind all that was written before. */
    void write(byte[] bytes) {
        write(Unpooled.wrappedBuffer(bytes));
    }

    /** Lets go out what the peer takes; to be called again when it takes more. */
    void flush() {
        while (!waiting.isEmpty() && channel.isWritable()) {
            ByteBuf next = waiting.element();
            if (next.readableBytes() > SLICE) {
                Channels.write(channel, next.readRetainedSlice(SLICE));
            } else {
                Channels.write(channel, waiting.remove());
            }
            if (!channel.isWritable()) {
                channel.flush();
            }
        }
        channel.flush();
    }

    /** Returns whether all was handed to the channel. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns how many bytes were written so far, those that wait included. */
    long written() {
        return written;
    }

    /** Drops what still waits. */
    void close() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }
}
