package com.brievio.proxy.net;

import com.brievio.proxy.error.ApiException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: one request at a time, in order; what is pipelined waits. It reads on
 * while a response is made, so that it sees the client go; a client that ends only its own side is
 * told from one that has gone by a probe (docs/decisions/0025).
 */
final class FrontHandler extends ChannelInboundHandlerAdapter implements Ticking {
    /** Bytes of requests that may wait for the one before them; then reading stops. */
    private static final int MOST_WAITING = 64 * 1024;

    /** How long a client may take to read the last response and close. */
    private static final long LINGER = Duration.ofSeconds(2).toNanos();

    private final HttpServer server;
    private final Loop loop;
    private final SocketChannel channel;
    private final Outflow out;
    private final Queue<Object> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private @Nullable FrontCall call;
    private @Nullable CallHandler handler;

    /** Since when the request, its head or its body, is waited for. */
    private long waitingSince = System.nanoTime();

    private boolean closing;
    private boolean inputEnded;
    private boolean taking;
    private long lingerUntil;
    private int refusedBytes;

    FrontHandler(HttpServer server, Loop loop, SocketChannel channel) {
        this.server = server;
        this.loop = loop;
        this.channel = channel;
        this.out = new Outflow(channel);
    }

    Loop loop() {
        return loop;
    }

    Outflow out() {
        return out;
    }

    ByteBuf buffer(int size) {
        return channel.alloc().buffer(size);
    }

    boolean isWritable() {
        return channel.isWritable() && out.isEmpty();
    }

    /**
     * Returns whether nothing is being answered, so that the connection may be closed; from another
     * loop only a guess, which {@link #closeWhereIdle} looks at again.
     */
    boolean isIdle() {
        FrontCall current = call;
        return current == null || !current.requestRead();
    }

    /** Returns since when the request is waited for, in the terms of {@link System#nanoTime}. */
    long waitingSince() {
        return waitingSince;
    }

    /** Closes the connection where nothing is being answered. */
    void closeWhereIdle() {
        if (isIdle()) {
            close();
        }
    }

    /** Returns whether the connection stays open behind the response that begins. */
    boolean staysOpen(boolean untilClose) {
        FrontCall current = call;
        boolean wanted = current != null && HttpUtil.isKeepAlive(current.request());
        closing |= untilClose || !wanted || server.isStopping();
        return !closing;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        loop.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingerUntil != 0) {
            ReferenceCountUtil.release(message);
        } else if (taking || (call != null && call.requestRead())) {
            hold(message);
        } else {
            take(message);
            takeWaiting();
        }
    }

    private void hold(Object message) {
        waiting.add(message);
        waitingBytes += message instanceof HttpContent part ? part.content().readableBytes() : 64;
        if (waitingBytes > MOST_WAITING) {
            channel.config().setAutoRead(false);
        }
    }

    private void takeWaiting() {
        if (taking) {
            return;
        }
        taking = true;
        while (!waiting.isEmpty() && (call == null || !call.requestRead()) && lingerUntil == 0) {
            take(waiting.remove());
        }
        taking = false;
        if (waiting.isEmpty()) {
            waitingBytes = 0;
            channel.config().setAutoRead(true);
        }
        if (inputEnded && call == null && waiting.isEmpty()) {
            Channels.close(channel);
        }
    }

    private void take(Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begin(request);
            }
            if (message instanceof HttpContent part) {
                body(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        FrontCall begun = new FrontCall(this, request, server.budget().open());
        CallHandler answering = server.service().open(begun);
        call = begun;
        handler = answering;
        refusedBytes = 0;
        waitingSince = System.nanoTime();
        ApiException fault = HeadFaults.of(request);
        if (fault == null && server.isStopping()) {
            begun.setRequestRead();
            answering.stop();
            return;
        }
        if (fault != null) {
            refuse(begun, fault);
            return;
        }
        answering.head();
        fault = begun.answered() ? null : declared(request);
        if (fault != null) {
            closing = !isDrained(request);
            answering.refused(fault);
        } else if (!begun.answered() && begun.wantsContinue() && !begun.isOld()) {
            HangUpProbe.sendContinue(out);
        }
    }

    /** What follows a fault of framing cannot be told apart: the connection ends. */
    private void refuse(FrontCall refused, ApiException fault) {
        closing = true;
        refused.setRequestRead();
        refused.dropBody();
        if (handler != null && !refused.answered()) {
            handler.refused(fault);
        } else {
            closeGently();
        }
    }

    /** A body that is too large is refused before it is read. */
    private @Nullable ApiException declared(HttpRequest request) {
        long length = HttpUtil.getContentLength(request, 0L);
        if (length > server.bodyLimit()) {
            return HeadFaults.tooLarge(server.bodyLimit());
        }
        long needed = length * MemoryBudget.READ;
        return server.budget().open().wouldGrant(needed)
                ? null
                : server.budget().full(needed).exception();
    }

    private void body(HttpContent part) {
        FrontCall current = call;
        CallHandler answering = handler;
        if (current == null || answering == null || current.requestRead()) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            refuse(current, HeadFaults.ofBody());
            return;
        }
        if (!current.answered()) {
            keep(current, answering, part.content());
        }
        if (current.answered()) {
            discard(part.content().readableBytes());
        }
        if (part instanceof LastHttpContent) {
            last(current, answering);
        }
    }

    private void keep(FrontCall current, CallHandler answering, ByteBuf part) {
        try {
            if (current.received() + (long) part.readableBytes() > server.bodyLimit()) {
                throw HeadFaults.tooLarge(server.bodyLimit());
            }
            current.add(part);
        } catch (ApiException e) {
            current.dropBody();
            closing = true;
            answering.refused(e);
        }
    }

    /** Returns whether so much of a refused body is read that the next request can follow it. */
    private boolean isDrained(HttpRequest request) {
        return HttpUtil.getContentLength(request, Long.MAX_VALUE) <= 2L * server.bodyLimit();
    }

    /** What a refused client still sends is taken within a limit, so that it sees the response. */
    private void discard(int bytes) {
        refusedBytes += bytes;
        if (refusedBytes > 2 * server.bodyLimit()) {
            closeGently();
        }
    }

    private void last(FrontCall current, CallHandler answering) {
        current.setRequestRead();
        if (!current.answered()) {
            received(current, answering);
        } else if (current.ended()) {
            ended(current);
        }
    }

    private static void received(FrontCall current, CallHandler answering) {
        byte[] whole;
        try {
            whole = current.takeBody();
        } catch (ApiException e) {
            current.dropBody();
            answering.refused(e);
            return;
        }
        answering.received(whole);
    }

    /** The response has ended; the next request may come. */
    void ended(FrontCall done) {
        if (!done.requestRead()) {
            return;
        }
        call = null;
        handler = null;
        waitingSince = System.nanoTime();
        if (closing) {
            closeGently();
            return;
        }
        takeWaiting();
    }

    void brokenOff() {
        call = null;
        handler = null;
        var _ =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends our side and waits for the client's end: unread bytes would make a reset of it. */
    private void closeGently() {
        if (lingerUntil != 0) {
            return;
        }
        lingerUntil = System.nanoTime() + LINGER;
        dropWaiting();
        channel.config().setAutoRead(true);
        endOutput();
    }

    private void endOutput() {
        if (!out.isEmpty()) {
            return; // goes on when the client takes more
        }
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOfOutput());
    }

    private void endOfOutput() {
        if (inputEnded || !channel.isActive()) {
            Channels.close(channel);
        } else {
            var _ = channel.shutdownOutput();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            out.flush();
            if (lingerUntil != 0) {
                endOutput();
            }
        }
        if (handler != null) {
            handler.writable(isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        inputEnded = true;
        FrontCall current = call;
        boolean over = lingerUntil != 0 || current == null || !current.requestRead();
        if (over || (current != null && current.isOld() && !current.answered())) {
            Channels.close(channel);
        } else if (current != null && handler != null) {
            BooleanSupplier running = () -> call == current && channel.isActive();
            new HangUpProbe(loop, out, current, handler, running, this::close).start();
        }
    }

    @Override
    public void tick(long now) {
        FrontCall current = call;
        if (lingerUntil != 0) {
            long late = now - lingerUntil;
            if (late > 0 && (out.isEmpty() || late > server.requestNanos())) {
                Channels.close(channel);
            }
        } else if (current == null) {
            if (now - waitingSince > server.requestNanos()) {
                Channels.close(channel);
            }
        } else if (!current.requestRead()) {
            if (now - waitingSince > server.requestNanos()) {
                refuse(current, HeadFaults.late());
            }
        }
        if (handler != null) {
            handler.tick(now);
        }
    }

    /** Tells the client what becomes of its response, where one is being made. */
    void stop() {
        if (handler != null && call != null && call.requestRead()) {
            handler.stop();
        } else {
            Channels.close(channel);
        }
    }

    void close() {
        Channels.close(channel);
    }

    private void dropWaiting() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        waitingBytes = 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.remove(this);
        out.close();
        dropWaiting();
        FrontCall gone = call;
        CallHandler answering = handler;
        call = null;
        handler = null;
        if (gone != null) {
            gone.dropBody();
            boolean running = !gone.ended();
            gone.setEnded();
            if (running && answering != null) {
                answering.left();
            }
        }
        server.closed(this);
    }

    /** A reset, or what no handler has met: the connection cannot be used any more. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        server.failed(cause);
        Channels.close(channel);
    }
}
