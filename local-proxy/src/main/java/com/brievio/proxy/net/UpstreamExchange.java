package com.brievio.proxy.net;

import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.upstream.UpstreamCall;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One call to an upstream and its response. Where a connection that was used before dies without a
 * byte, the call is sent once more on a new one. Confined to its loop.
 */
public final class UpstreamExchange implements Connector.Opened, Ticking {
    private static final int MOST_DRAINED = 64 * 1024;
    private static final long DRAIN = Duration.ofSeconds(2).toNanos();
    private static final Pattern STATUS = Pattern.compile("status: (\\d{3})");

    private final Connector connector;
    private final UpstreamPool pool;
    private final Loop loop;
    private final UpstreamCall call;
    private final String upstream;
    private final @Nullable List<InetAddress> addresses;
    private final ResponseReceiver receiver;
    private @Nullable UpstreamConnection connection;
    private @Nullable Unpacking unpacking;
    private boolean answered;
    private boolean over;
    private boolean resent;
    private int drained;
    private long drainUntil;

    UpstreamExchange(
            Connector connector,
            UpstreamPool pool,
            Loop loop,
            UpstreamCall call,
            String upstream,
            @Nullable List<InetAddress> addresses,
            ResponseReceiver receiver) {
        this.connector = connector;
        this.pool = pool;
        this.loop = loop;
        this.call = call;
        this.upstream = upstream;
        this.addresses = addresses;
        this.receiver = receiver;
    }

    void start() {
        UpstreamConnection idle = addresses == null ? pool.take(Origin.of(call.uri())) : null;
        if (idle != null) {
            connection = idle;
            idle.send(this, call);
        } else {
            connector.connect(pool, loop, call.uri(), addresses, this);
        }
    }

    @Override
    public void opened(UpstreamConnection opened) {
        if (over) {
            opened.close();
            return;
        }
        connection = opened;
        opened.send(this, call);
    }

    @Override
    public void failed(Throwable cause) {
        fail(cause instanceof ApiException api ? api.error() : unreachable(cause));
    }

    private void fail(ApiError error) {
        if (!over) {
            over = true;
            receiver.failed(error);
        }
    }

    void head(ResponseHead head) {
        answered = true;
        if (!over) {
            receiver.head(head);
        }
    }

    void bytes(byte[] bytes, int offset, int length) {
        if (drainUntil != 0) {
            drained += length;
            if (drained > MOST_DRAINED) {
                cancel();
            }
        } else if (unpacking != null) {
            unpacking.bytes(bytes, offset, length);
        } else if (!over) {
            receiver.bytes(bytes, offset, length);
        }
    }

    void pauseOfBytes() {
        if (!over && unpacking == null && answered) {
            receiver.pause();
        }
    }

    void end(boolean cut) {
        boolean drains = drainUntil != 0;
        forget();
        if (unpacking != null) {
            unpacking.end(cut);
        } else if (!over && !drains) {
            over = true;
            receiver.end(cut);
        }
    }

    void malformed(String why) {
        forget();
        if (answered) {
            end(true);
        } else {
            fail(error(ErrorCode.MALFORMED, why));
        }
    }

    /**
     * Takes that the connection has closed.
     *
     * @param stale whether it was used before and has said nothing since
     */
    void closed(boolean stale) {
        forget();
        if (over) {
            return;
        }
        if (answered) {
            end(true);
        } else if (stale && !resent) {
            resent = true;
            connector.connect(pool, loop, call.uri(), addresses, this);
        } else {
            fail(unreachable("connection broke off"));
        }
    }

    private void forget() {
        connection = null;
        if (drainUntil != 0) {
            loop.remove(this);
        }
    }

    /** Unpacks the body from here on: the receiver gets what is inside. */
    public void unpack(ContentCoding coding) {
        unpacking = new Unpacking(loop, coding, this, receiver);
    }

    /** Ends the call at once, whatever it waits for: the connection closes. */
    public void cancel() {
        over = true;
        if (unpacking != null) {
            unpacking.close();
        }
        UpstreamConnection open = connection;
        forget();
        if (open != null) {
            open.close();
        }
    }

    /**
     * Takes that nothing more is wanted: what little still follows is read, so that the connection
     * can be used again.
     */
    public void enough() {
        over = true;
        if (unpacking != null) {
            cancel();
        } else if (connection != null) {
            connection.setReading(true);
            drainUntil = System.nanoTime() + DRAIN;
            loop.add(this);
        }
    }

    @Override
    public void tick(long now) {
        if (now - drainUntil > 0) {
            cancel();
        }
    }

    /** Reads on, or not for the moment: what the upstream sends meanwhile stays with it. */
    public void setReading(boolean reading) {
        if (unpacking != null) {
            unpacking.setReading(reading);
        } else {
            setConnectionReading(reading);
        }
    }

    void setConnectionReading(boolean reading) {
        if (connection != null) {
            connection.setReading(reading);
        }
    }

    /** Returns whether status and headers have come. */
    public boolean answered() {
        return answered;
    }

    /** Returns the error for a response that has not begun in time. */
    public ApiError late() {
        return error(ErrorCode.TIMEOUT, "no answer from " + host() + " in time");
    }

    private String host() {
        int port = call.uri().getPort();
        return call.uri().getScheme() + "://" + call.uri().getHost() + (port < 0 ? "" : ":" + port);
    }

    private ApiError unreachable(Throwable cause) {
        if (cause instanceof ProxyConnectException) {
            Matcher status = STATUS.matcher(String.valueOf(cause.getMessage()));
            if (status.find()) {
                return error(
                        ErrorCode.UNREACHABLE,
                        "the proxy of HTTPS_PROXY does not connect to "
                                + call.uri().getHost()
                                + " (HTTP "
                                + status.group(1)
                                + ")");
            }
        }
        return unreachable(
                cause instanceof SSLException
                        ? "TLS failed: " + cause.getMessage()
                        : cause instanceof ConnectTimeoutException
                                ? "no connection in time"
                                : "connection refused or host unknown");
    }

    private ApiError unreachable(String why) {
        return error(ErrorCode.UNREACHABLE, host() + " cannot be reached (" + why + ")");
    }

    private ApiError error(ErrorCode code, String message) {
        return code.of(upstream, message);
    }
}
