package com.brievio.proxy.net;

import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a response together on the loop for a caller that waits for it on a thread of its own. */
final class Fetch implements ResponseReceiver {
    private final String upstream;
    private final WholeResponse.Limit limit;
    private final CompletableFuture<WholeResponse> done = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final MemoryBudget.Holding memory;
    private volatile @Nullable ResponseHead head;
    private @Nullable UpstreamExchange exchange;
    private boolean cancelled;

    Fetch(String upstream, WholeResponse.Limit limit, MemoryBudget.Holding memory) {
        this.memory = memory;
        this.upstream = upstream;
        this.limit = limit;
    }

    void start(Function<ResponseReceiver, UpstreamExchange> sender) {
        if (!cancelled) {
            exchange = sender.apply(this);
        }
    }

    WholeResponse await(Loop loop) throws InterruptedException {
        try {
            WholeResponse packed = done.get(limit.patience().toNanos(), TimeUnit.NANOSECONDS);
            return unpacked(packed);
        } catch (TimeoutException e) {
            String what = head == null ? "did not begin in time" : "did not end in time";
            throw error(ErrorCode.TIMEOUT, what);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException api
                    ? api
                    : new IllegalStateException("a call failed", e.getCause());
        } finally {
            loop.execute(this::cancel);
        }
    }

    private void cancel() {
        cancelled = true;
        memory.close();
        if (exchange != null && !done.isDone()) {
            exchange.cancel();
        }
    }

    private WholeResponse unpacked(WholeResponse packed) {
        ContentCoding coding = packed.head().coding();
        if (!coding.packs()) {
            return packed;
        }
        if (coding.unknown() != null) {
            throw error(
                    ErrorCode.MALFORMED,
                    "is packed as " + coding.unknown() + ", though it was asked for as it is");
        }
        try {
            byte[] whole =
                    coding.unpacked(new ByteArrayInputStream(packed.body()))
                            .readNBytes(limit.bytes() + 1);
            if (whole.length <= limit.bytes()) {
                return new WholeResponse(packed.head(), whole);
            }
        } catch (IOException e) {
            throw error(ErrorCode.TRUNCATED, "broke off");
        }
        throw tooLarge();
    }

    private ApiException tooLarge() {
        return error(ErrorCode.RESPONSE_TOO_LARGE, "is larger than " + limit.bytes() + " bytes");
    }

    private ApiException error(ErrorCode code, String what) {
        return code.of(upstream, "the answer " + what).exception();
    }

    @Override
    public void head(ResponseHead newHead) {
        head = newHead;
    }

    @Override
    public void bytes(byte[] bytes, int offset, int length) {
        try {
            memory.grow((body.size() + (long) length) * MemoryBudget.HELD);
            body.write(bytes, offset, length);
            if (body.size() > limit.bytes()) {
                throw tooLarge();
            }
        } catch (ApiException e) {
            if (exchange != null) {
                exchange.cancel();
            }
            done.completeExceptionally(e);
        }
    }

    @Override
    public void pause() {}

    @Override
    public void end(boolean cut) {
        ResponseHead whole = head;
        if (cut || whole == null) {
            done.completeExceptionally(error(ErrorCode.TRUNCATED, "broke off"));
        } else {
            done.complete(new WholeResponse(whole, body.toByteArray()));
        }
    }

    @Override
    public void failed(ApiError error) {
        done.completeExceptionally(error.exception());
    }
}
