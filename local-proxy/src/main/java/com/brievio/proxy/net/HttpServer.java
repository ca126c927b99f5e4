package com.brievio.proxy.net;

import com.brievio.proxy.Limits;
import com.brievio.proxy.error.OwnFailure;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Listens, and serves every connection on one of the loops. */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final Loops loops;
    private final HttpService service;
    private final MemoryBudget budget;
    private final int bodyLimit;
    private final long requestNanos;
    private final int mostConnections = Descriptors.mostConnections();
    private final Set<FrontHandler> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private @Nullable Channel listening;

    /** Serves on these loops, within these limits. */
    public HttpServer(Loops loops, Limits limits, MemoryBudget budget, HttpService service) {
        this.loops = loops;
        this.service = service;
        this.budget = budget;
        this.bodyLimit = limits.requestBytes();
        this.requestNanos = limits.request().toNanos();
    }

    /**
     * Listens on this address.
     *
     * @throws IOException where it cannot be bound
     */
    public InetSocketAddress bind(InetSocketAddress address) throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops.group())
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw bound.cause() instanceof IOException io ? io : new IOException(bound.cause());
        }
        listening = bound.channel();
        return address();
    }

    /** Returns the address that it listens on. */
    public InetSocketAddress address() {
        if (listening == null) {
            throw new IllegalStateException("it does not listen yet");
        }
        return (InetSocketAddress) listening.localAddress();
    }

    private void accept(SocketChannel channel) {
        if (connections.size() >= mostConnections && !makeRoom()) {
            Channels.close(channel);
            return;
        }
        FrontHandler handler = new FrontHandler(this, loops.of(channel.eventLoop()), channel);
        connections.add(handler);
        channel.pipeline()
                .addLast(
                        new HttpRequestDecoder(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(HeadFaults.LONGEST_LINE)
                                        .setMaxHeaderSize(HeadFaults.LONGEST_HEADERS)
                                        .setMaxChunkSize(64 * 1024)) {
                            @Override
                            protected void handleTransferEncodingChunkedWithContentLength(
                                    io.netty.handler.codec.http.HttpMessage message) {
                                // It is refused, not repaired: see HeadFaults.
                            }
                        })
                .addLast(handler);
    }

    /** Closes a connection that waits for its client; returns false where all are answering. */
    private boolean makeRoom() {
        Optional<FrontHandler> oldest =
                connections.stream()
                        .filter(FrontHandler::isIdle)
                        .min(Comparator.comparingLong(FrontHandler::waitingSince));
        oldest.filter(connections::remove)
                .ifPresent(one -> one.loop().execute(one::closeWhereIdle));
        return oldest.isPresent();
    }

    HttpService service() {
        return service;
    }

    MemoryBudget budget() {
        return budget;
    }

    int bodyLimit() {
        return bodyLimit;
    }

    long requestNanos() {
        return requestNanos;
    }

    boolean isStopping() {
        return stopping;
    }

    void closed(FrontHandler connection) {
        connections.remove(connection);
    }

    /** A client that resets its connection is no failure of ours. */
    void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            OwnFailure.log("a connection failed", cause);
        }
    }

    /**
     * Takes no more requests and lets running responses finish for up to this long; what still runs
     * then ends in an error that its client can read.
     */
    public void stop(Duration grace) {
        stopping = true;
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        closeIdle();
        await(grace);
        connections.forEach(one -> one.loop().execute(one::stop));
        await(LAST_WORDS);
    }

    private void closeIdle() {
        connections.forEach(one -> one.loop().execute(one::closeWhereIdle));
    }

    private void await(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (!connections.isEmpty() && System.nanoTime() - until < 0) {
                Thread.sleep(GLANCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops at once; running responses break off. */
    @Override
    public void close() {
        stopping = true;
        if (listening != null) {
            Channels.close(listening);
        }
        connections.forEach(one -> one.loop().execute(one::close));
    }
}
