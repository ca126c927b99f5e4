package com.brievio.proxy.net;

import com.brievio.proxy.Limits;
import com.brievio.proxy.upstream.UpstreamCall;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The only outbound I/O of the proxy: one call, one response, no redirect. */
public final class UpstreamClient implements AutoCloseable {
    private final Loops loops;
    private final Connector connector;
    private final MemoryBudget budget;
    private final Map<Loop, UpstreamPool> pools = new ConcurrentHashMap<>();

    /** A client on these loops; responses that are read whole are held in this budget. */
    public UpstreamClient(Loops loops, Limits limits, MemoryBudget budget) {
        this.loops = loops;
        this.connector = new Connector(limits);
        this.budget = budget;
    }

    /**
     * Reads the trust store, which takes a quarter of the whole start: the first call by TLS does
     * it, unless this did it in spare time.
     *
     * @throws com.brievio.proxy.error.ApiException with 500 where the trust store cannot be read
     */
    public void prepare() {
        connector.tls();
    }

    /**
     * Sends the call; to be called on the loop, where the receiver is told of all that comes.
     *
     * @param upstream the upstream's name, for errors
     */
    public UpstreamExchange send(
            Loop loop, UpstreamCall call, String upstream, ResponseReceiver receiver) {
        return send(loop, call, upstream, null, receiver);
    }

    private UpstreamExchange send(
            Loop loop,
            UpstreamCall call,
            String upstream,
            @Nullable List<InetAddress> addresses,
            ResponseReceiver receiver) {
        UpstreamPool pool = pools.computeIfAbsent(loop, UpstreamPool::new);
        UpstreamExchange exchange =
                new UpstreamExchange(connector, pool, loop, call, upstream, addresses, receiver);
        exchange.start();
        return exchange;
    }

    /** Returns the response whole, for callers that may block. */
    public WholeResponse fetch(UpstreamCall call, String upstream, WholeResponse.Limit limit)
            throws InterruptedException {
        return fetch(call, upstream, null, limit);
    }

    /**
     * Returns the response whole, for callers that may block, from one of these addresses: the name
     * in the call is not looked up.
     *
     * @throws com.brievio.proxy.error.ApiException with 502 where there is none, 504 where it does
     *     not come in time
     * @throws InterruptedException where the caller does not want it any more; the upstream is
     *     cancelled
     */
    public WholeResponse fetch(
            UpstreamCall call,
            String upstream,
            @Nullable List<InetAddress> addresses,
            WholeResponse.Limit limit)
            throws InterruptedException {
        Loop loop = loops.next();
        Fetch fetch = new Fetch(upstream, limit, budget.open());
        loop.execute(
                () -> fetch.start(receiver -> send(loop, call, upstream, addresses, receiver)));
        return fetch.await(loop);
    }

    /** Closes the connections that nobody uses. */
    @Override
    public void close() {
        pools.forEach((loop, pool) -> loop.execute(pool::close));
    }
}
