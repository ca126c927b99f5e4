package com.brievio.proxy.server;

import com.brievio.proxy.Limits;
import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.net.MemoryBudget;
import com.brievio.proxy.net.ResponseHead;
import com.brievio.proxy.net.ResponseReceiver;
import com.brievio.proxy.net.UpstreamExchange;
import com.brievio.proxy.net.WholeResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What brings the response of an upstream to the client: limits of time, signs of life, and errors
 * that are read whole. Limits count what has a meaning, not bytes. Confined to the loop.
 */
abstract sealed class ResponsePipe implements ResponseReceiver permits TranslatedPipe, RelayPipe {
    private static final int LARGEST_ERROR = 64 * 1024 * 1024;

    final Exchange exchange;
    final RequestContext context;
    final HttpCall call;
    final String upstreamName;
    private final Limits limits;
    private final MemoryBudget.Holding memory;
    private final long started = System.nanoTime();
    private @Nullable UpstreamExchange upstream;
    private @Nullable ResponseHead head;
    private @Nullable ByteArrayOutputStream collected;
    private long lastSign = started;
    private long lastPing = started;
    private boolean closed;

    ResponsePipe(Exchange exchange, String upstreamName, Relaying relaying) {
        this.exchange = exchange;
        this.context = exchange.context();
        this.call = exchange.call();
        this.upstreamName = upstreamName;
        this.limits = relaying.limits();
        this.memory = relaying.budget().open();
    }

    /** What every pipe needs of the proxy. */
    record Relaying(Limits limits, MemoryBudget budget) {}

    /** Takes what carries the call, so that it can be stopped. */
    void sentBy(UpstreamExchange sent) {
        if (closed) {
            sent.cancel();
        } else {
            upstream = sent;
        }
    }

    boolean hasHead() {
        return head != null;
    }

    ResponseHead head() {
        if (head == null) {
            throw new IllegalStateException("no response has begun");
        }
        return head;
    }

    /**
     * Unpacks the body where it is packed.
     *
     * @throws com.brievio.proxy.error.ApiException with 502 for a coding that is not known
     */
    void unpack(ContentCoding coding) {
        if (coding.unknown() != null) {
            throw error(
                            ErrorCode.MALFORMED,
                            "the answer is packed as "
                                    + coding.unknown()
                                    + ", though it was asked for as it is")
                    .exception();
        }
        if (coding.packs() && upstream != null) {
            upstream.unpack(coding);
        }
    }

    /** Takes the body of this response from here on whole: it is an error. */
    void collectError() {
        collected = new ByteArrayOutputStream();
    }

    /** Holds this many bytes for the response. */
    void hold(long bytes) {
        memory.grow(bytes);
    }

    /** Begins with status and headers. */
    abstract void begin(ResponseHead newHead);

    /** Takes a part of the body. */
    abstract void take(byte[] bytes, int offset, int length);

    /** Takes the end of the body. */
    abstract void finish(boolean cut);

    /** Lets go out what was made of the last bytes. */
    abstract void flush();

    /** Answers with an error of the upstream that was read whole. */
    abstract void refuse(WholeResponse response);

    /** Returns the error in the words of the client's API. */
    ApiError told(ApiError error) {
        return error;
    }

    /** Writes an event that tells of an error, where the response has a place for it. */
    abstract void lastWords(ApiError error);

    /** Writes what keeps a stream alive; returns false where the response has no place for it. */
    abstract boolean ping();

    /** Ends a response that has begun because the upstream says nothing more. */
    abstract void endBySilence(ApiError error);

    /** Returns whether the response goes out as it comes, so that only silence ends it. */
    abstract boolean isStreaming();

    /** Takes that the upstream has said something. */
    void sign() {
        lastSign = System.nanoTime();
        lastPing = lastSign;
    }

    @Override
    public final void head(ResponseHead newHead) {
        head = newHead;
        exchange.step(() -> begin(newHead));
    }

    @Override
    public final void bytes(byte[] bytes, int offset, int length) {
        if (closed) {
            return;
        }
        try {
            if (collected == null) {
                take(bytes, offset, length);
            } else {
                collect(collected, bytes, offset, length);
            }
        } catch (Throwable e) {
            exchange.fail(e);
        }
    }

    private void collect(ByteArrayOutputStream into, byte[] bytes, int offset, int length) {
        hold((into.size() + (long) length) * MemoryBudget.HELD);
        into.write(bytes, offset, length);
        if (into.size() > LARGEST_ERROR) {
            throw error(ErrorCode.TRUNCATED, "the answer broke off").exception();
        }
    }

    @Override
    public final void pause() {
        if (!closed) {
            exchange.step(this::flush);
        }
    }

    @Override
    public final void end(boolean cut) {
        if (collected == null) {
            exchange.step(() -> finish(cut));
        } else if (cut) {
            exchange.fail(error(ErrorCode.TRUNCATED, "the answer broke off").exception());
        } else {
            byte[] body = collected.toByteArray();
            exchange.step(() -> refuse(new WholeResponse(head(), body)));
        }
    }

    @Override
    public final void failed(ApiError error) {
        exchange.fail(error.exception());
    }

    ApiError error(ErrorCode code, String message) {
        return code.of(upstreamName, message);
    }

    /** Returns the error for an upstream that says nothing within its time. */
    final ApiError silent() {
        return error(ErrorCode.TIMEOUT, "the upstream fell silent");
    }

    private ApiError late() {
        if (upstream != null && !upstream.answered()) {
            return upstream.late();
        }
        return collected == null
                ? silent()
                : error(ErrorCode.TIMEOUT, "the answer did not end in time");
    }

    final void tick(long now) {
        if (!isStreaming()) {
            if (now - started >= limits.firstByte().toNanos()) {
                ApiError error = late();
                if (call.answered()) {
                    endBySilence(error);
                } else {
                    exchange.fail(error.exception());
                }
            } else if (now - lastPing >= limits.keepAlive().toNanos()) {
                lastPing += limits.keepAlive().toNanos();
                var _ = ping();
            }
        } else if (now - lastSign >= limits.idle().toNanos()) {
            endBySilence(silent());
        } else if (now - lastPing >= limits.keepAlive().toNanos()) {
            lastPing += limits.keepAlive().toNanos();
            var _ = ping();
        }
    }

    final void setReading(boolean reading) {
        if (upstream != null && !closed) {
            upstream.setReading(reading);
        }
    }

    void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.write(bytes, 0, bytes.length);
        call.flush();
    }

    /** Cancels the upstream where it is still answering. */
    final void close() {
        if (!closed) {
            closed = true;
            memory.close();
            if (upstream != null && hasEnough()) {
                upstream.enough();
            } else if (upstream != null) {
                upstream.cancel();
            }
        }
    }

    /** Returns whether all that is wanted has come, though the upstream may not have ended. */
    abstract boolean hasEnough();
}
