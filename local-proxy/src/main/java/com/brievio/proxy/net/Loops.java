package com.brievio.proxy.net;

import com.brievio.proxy.Limits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The event loops of one proxy, one for each processor. */
public final class Loops implements AutoCloseable {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);

    static {
        // Left alone, Netty passes over a silent SLF4J and writes stack traces to the error stream.
        InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
    }

    private static final List<String> WARM =
            List.of(
                    "io.netty.channel.MultiThreadIoEventLoopGroup",
                    "io.netty.channel.nio.NioIoHandler",
                    "io.netty.channel.socket.nio.NioSocketChannel",
                    "java.net.InetAddress",
                    "io.netty.channel.DefaultChannelPipeline",
                    "io.netty.handler.codec.http.HttpRequestDecoder",
                    "com.brievio.proxy.net.HttpServer");

    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventExecutor, Loop> loops = new HashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** Starts the loops; limits of time are kept to a fifth of the shortest of them. */
    public Loops(Limits limits) {
        this.group =
                new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(),
                        new DefaultThreadFactory("brievio-loop", true),
                        NioIoHandler.newFactory());
        Duration period = period(limits);
        for (EventExecutor executor : group) {
            loops.put(executor, new Loop((EventLoop) executor, period));
        }
    }

    /**
     * Loads what listening needs on a thread of its own, so that it is there when the options have
     * been read: a good part of a start.
     */
    public static void warmUp() {
        Thread.ofPlatform().name("brievio-warm-up").daemon().start(Loops::load);
    }

    private static void load() {
        try {
            ByteBufAllocator.DEFAULT.buffer().release();
            new ServerBootstrap().channel(NioServerSocketChannel.class);
            new NioServerSocketChannel().unsafe().closeForcibly();
            for (String name : WARM) {
                Class.forName(name);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            // Who needs it meets the same, and has someone to tell.
        }
    }

    private static Duration period(Limits limits) {
        Duration shortest =
                Stream.of(limits.firstByte(), limits.idle(), limits.keepAlive(), limits.request())
                        .min(Duration::compareTo)
                        .orElse(LONGEST_PERIOD)
                        .dividedBy(5);
        if (shortest.compareTo(SHORTEST_PERIOD) < 0) {
            return SHORTEST_PERIOD;
        }
        return shortest.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : shortest;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    Loop of(EventLoop events) {
        Loop loop = loops.get(events);
        if (loop == null) {
            throw new IllegalStateException("an event loop of another proxy");
        }
        return loop;
    }

    /** Returns a loop for work that belongs to no connection, each in turn. */
    Loop next() {
        int n = Math.floorMod(turn.getAndIncrement(), loops.size());
        return loops.values().stream().skip(n).findFirst().orElseThrow();
    }

    /** Stops the loops and closes every connection on them. */
    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
