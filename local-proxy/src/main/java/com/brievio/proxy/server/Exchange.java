package com.brievio.proxy.server;

import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.net.CallHandler;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.net.Loop;
import com.brievio.proxy.net.UpstreamClient;
import com.brievio.proxy.upstream.UpstreamCall;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: what runs for it, and its end. Confined to the loop of its call. A client
 * that leaves ends whatever runs, in every phase.
 */
final class Exchange implements CallHandler {
    private final HttpCall call;
    private final RequestContext context;
    private final Router router;
    private final UpstreamClient client;
    private final Consumer<RequestSummary> log;
    private Loop.@Nullable Task task;
    private @Nullable ResponsePipe pipe;
    private boolean over;

    /** Where a request goes by its path. */
    interface Router {
        /** Looks at the head; throws what the client is refused with. */
        void head(HttpCall call);

        /** Handles the request. */
        void route(Exchange exchange, byte[] body);
    }

    Exchange(HttpCall call, Router router, UpstreamClient client, Consumer<RequestSummary> log) {
        this.call = call;
        this.context = new RequestContext(call);
        this.router = router;
        this.client = client;
        this.log = log;
    }

    HttpCall call() {
        return call;
    }

    RequestContext context() {
        return context;
    }

    /** Runs a step; what it throws ends the request. */
    void step(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /**
     * Runs work and then what follows it on the loop.
     *
     * @param blocks whether the work waits or takes long, and so must not run on the loop
     */
    <T extends @Nullable Object> void work(boolean blocks, Callable<T> work, Consumer<T> then) {
        if (!blocks) {
            step(() -> then.accept(called(work)));
            return;
        }
        task =
                call.loop()
                        .offload(
                                work,
                                result -> {
                                    task = null;
                                    step(() -> then.accept(result));
                                },
                                this::fail);
    }

    private static <T extends @Nullable Object> T called(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends the call; its response goes through the pipe to the client. */
    void send(UpstreamCall upstreamCall, String upstream, ResponsePipe response) {
        pipe = response;
        response.sentBy(client.send(call.loop(), upstreamCall, upstream, response));
    }

    /** Answers with a whole body of the proxy's own. */
    void respond(int status, Map<String, String> headers, byte[] body) {
        if (!over) {
            end();
            context.status = status;
            call.respond(status, headers, body);
            log.accept(context.summary());
        }
    }

    /** Ends the response as HTTP wants it. */
    void complete() {
        if (!over) {
            end();
            call.end();
            log.accept(context.summary());
        }
    }

    /** Ends the response so that no client takes it for whole. */
    void breakOff() {
        if (!over) {
            end();
            call.breakOff();
            log.accept(context.summary());
        }
    }

    /** Ends the request with what was thrown: an error response, or the end of one that runs. */
    void fail(Throwable thrown) {
        if (over) {
            return;
        }
        ResponsePipe running = pipe;
        ApiError known = ErrorBoundary.errorOf(thrown, context.id);
        ApiError error = context.masked(running == null ? known : running.told(known));
        context.error = error.message();
        if (call.answered()) {
            if (running != null) {
                running.lastWords(error);
            }
            breakOff();
            return;
        }
        ErrorBoundary.Response told = ErrorBoundary.response(context, error);
        respond(told.status(), told.headers(), told.body());
    }

    private void end() {
        over = true;
        if (task != null) {
            task.cancel();
            task = null;
        }
        if (pipe != null) {
            pipe.close();
        }
    }

    @Override
    public void head() {
        step(() -> router.head(call));
    }

    @Override
    public void received(byte[] body) {
        step(() -> router.route(this, body));
    }

    @Override
    public void refused(ApiException fault) {
        fail(fault);
    }

    @Override
    public void left() {
        if (!over) {
            context.error = context.error == null ? "the client left" : context.error;
            end();
            log.accept(context.summary());
        }
    }

    @Override
    public void writable(boolean writable) {
        if (pipe != null) {
            pipe.setReading(writable);
        }
    }

    @Override
    public void tick(long now) {
        ResponsePipe running = pipe;
        if (running != null && !over) {
            step(() -> running.tick(now));
        }
    }

    @Override
    public boolean probe() {
        return pipe != null && !over && pipe.ping();
    }

    @Override
    public void stop() {
        fail(Stopping.error().exception());
    }
}
