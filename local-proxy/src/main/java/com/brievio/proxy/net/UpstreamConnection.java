package com.brievio.proxy.net;

import com.brievio.proxy.upstream.UpstreamCall;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection to an upstream: one call at a time. Confined to its loop. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private final UpstreamPool pool;
    private final Origin origin;
    private final Channel channel;
    private final Loop loop;
    private final Outflow out;
    private @Nullable UpstreamExchange exchange;
    private boolean used;
    private boolean anything;
    private boolean interim;
    private boolean reusable;

    UpstreamConnection(UpstreamPool pool, Origin origin, Channel channel, Loop loop) {
        this.pool = pool;
        this.origin = origin;
        this.channel = channel;
        this.loop = loop;
        this.out = new Outflow(channel);
    }

    Origin origin() {
        return origin;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Sends the call; its response goes to the exchange. */
    void send(UpstreamExchange asking, UpstreamCall call) {
        exchange = asking;
        anything = false;
        interim = false;
        out.write(head(call));
        if (call.body() != null) {
            out.write(call.body());
        }
        out.flush();
    }

    private static byte[] head(UpstreamCall call) {
        URI uri = call.uri();
        byte[] body = call.body();
        String path = uri.getRawPath();
        StringBuilder head = new StringBuilder(512);
        head.append(body == null ? "GET " : "POST ");
        head.append(path == null || path.isEmpty() ? "/" : path);
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\n");
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        HeadWriter.header(head, "host", uri.getHost() + port);
        HeadWriter.header(head, "user-agent", "brievio");
        HeadWriter.header(head, "accept-encoding", "identity");
        if (!call.headers().containsKey("accept")) {
            String accepted = call.stream() ? "text/event-stream" : "application/json";
            HeadWriter.header(head, "accept", accepted);
        }
        call.headers().forEach((name, value) -> HeadWriter.header(head, name, value));
        if (body != null) {
            HeadWriter.header(head, "content-type", "application/json");
            HeadWriter.header(head, "content-length", Integer.toString(body.length));
        }
        return HeadWriter.bytes(head);
    }

    void setReading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    void close() {
        exchange = null;
        Channels.close(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (exchange == null) {
                Channels.close(channel); // nobody has asked
                return;
            }
            anything = true;
            if (message instanceof HttpResponse response) {
                head(exchange, response);
            }
            if (message instanceof HttpContent part && exchange != null) {
                body(exchange, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(UpstreamExchange asking, HttpResponse response) {
        int status = response.status().code();
        interim = false;
        if (response.decoderResult().isFailure()) {
            fail(asking, "the response is not valid HTTP");
        } else if (status >= 100 && status < 200 && status != 101) {
            interim = true;
        } else if (status < 200 || status > 599) {
            fail(asking, "the answer has status " + status + ", which HTTP does not know");
        } else {
            reusable = HttpUtil.isKeepAlive(response) && hasEnd(response);
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            response.headers()
                    .forEach(header -> headers.add(Map.entry(header.getKey(), header.getValue())));
            asking.head(new ResponseHead(status, headers));
        }
    }

    private static boolean hasEnd(HttpResponse response) {
        int status = response.status().code();
        return status == 204
                || status == 304
                || HttpUtil.isContentLengthSet(response)
                || HttpUtil.isTransferEncodingChunked(response);
    }

    private void fail(UpstreamExchange asking, String why) {
        close();
        asking.malformed(why);
    }

    private void body(UpstreamExchange asking, HttpContent part) {
        if (interim) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            close();
            asking.end(true);
            return;
        }
        ByteBuf content = part.content();
        byte[] scratch = loop.scratch();
        while (content.isReadable() && exchange == asking) {
            int length = Math.min(scratch.length, content.readableBytes());
            content.readBytes(scratch, 0, length);
            asking.bytes(scratch, 0, length);
        }
        if (part instanceof LastHttpContent && exchange == asking) {
            release();
            asking.end(false);
        }
    }

    /** The response is whole: the connection may carry the next call. */
    private void release() {
        exchange = null;
        used = true;
        setReading(true);
        if (reusable && out.isEmpty() && channel.isActive()) {
            pool.put(this);
        } else {
            Channels.close(channel);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.pauseOfBytes();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            out.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        out.close();
        pool.remove(this);
        UpstreamExchange asking = exchange;
        exchange = null;
        if (asking != null) {
            asking.closed(used && !anything);
        }
    }

    /** A reset, or a fault of TLS: what is left of the response does not come. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Channels.close(channel);
    }
}
