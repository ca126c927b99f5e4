package com.brievio.conformance.probe;

import com.brievio.conformance.Budget;
import com.brievio.conformance.Estimate;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.UpstreamScript;
import com.brievio.conformance.UpstreamScript.Trouble;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Sends each probe once, keeps the exchange, masks the key (conformance.md section 2.0). */
public final class Recorder implements Exchanges, AutoCloseable {
    private static final Set<Integer> WORTH_A_RETRY = Set.of(429, 502, 503, 504, 529);
    private static final int MOST_RETRIES = 2;
    private static final long LONGEST_WAIT_SECONDS = 30;
    private static final int MOST_SILENT = 8;
    private static final int MOST_IN_VAIN = 5;
    private static final int LONGEST_ANSWER = 16 * 1024 * 1024;
    private static final long MOST_OF_ANSWERS = 64L * 1024 * 1024;
    private static final int LONGEST_STREAM = 2 * 1024 * 1024;
    private static final long MOST_OF_STREAMS = 8L * 1024 * 1024;
    private static final int SHORTENED = 128 * 1024;

    /** How soon an endpoint has to notice that its client has gone (conformance.md 2.3f). */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    /** Stands where the endpoint echoed the key. */
    public static final String MASKED_KEY = "[API-KEY]";

    private final Target target;
    private final Secrets secrets;
    private final Duration timeout;
    private final @Nullable UpstreamScript script;
    private final Semaphore slots;
    private final SocketTransport sockets = new SocketTransport();
    private final HttpClientTransport client = new HttpClientTransport();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, CompletableFuture<Exchange>> recorded = new LinkedHashMap<>();
    private final Map<String, String> nonces = new ConcurrentHashMap<>();

    /** Timed probes take the write lock: nothing runs beside them. */
    private final ReadWriteLock beside = new ReentrantReadWriteLock(true);

    private Traits traits = Traits.usual(Duration.ZERO);
    private volatile boolean cancelled;
    private final Budget budget;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong streamed = new AtomicLong();

    /** How many requests in a row were not answered in time. */
    private final AtomicInteger silent = new AtomicInteger();

    /** How many probes in a row were tried again for nothing: what always fails is no accident. */
    private final AtomicInteger inVain = new AtomicInteger();

    /** Returns what these probes ask for at most, with the traits in use. */
    public Estimate estimate(Collection<Probe> probes) {
        int requests = 0;
        int input = 0;
        int output = 0;
        for (Probe probe : probes) {
            if (canSend(probe)) {
                RequestSpec spec =
                        probe.request().apply(new ProbeContext(target, traits, "00000000"));
                requests++;
                input += spec.inputTokens();
                output += spec.outputLimit();
            }
        }
        return new Estimate(requests, input, output);
    }

    /** Records what this target answers. */
    public Recorder(
            Target target,
            Duration timeout,
            int concurrency,
            @Nullable UpstreamScript script,
            Budget budget) {
        this.budget = budget;
        this.target = target;
        this.secrets = new Secrets(target);
        this.timeout = timeout;
        this.script = script;
        this.slots = new Semaphore(Math.max(1, concurrency));
    }

    /** Builds the requests by these traits from now on. */
    public void use(Traits newTraits) {
        this.traits = newTraits;
    }

    @Override
    public Traits traits() {
        return traits;
    }

    /** Those that need a scripted upstream need a script. */
    @Override
    public boolean canSend(Probe probe) {
        return probe.trouble() == null || probe.trouble() == Trouble.WATCHED || script != null;
    }

    /** Sends phase after phase, in the background. */
    @Override
    public void start(Collection<Probe> probes) {
        List<Probe> ordered =
                probes.stream()
                        .filter(this::canSend)
                        .sorted(Comparator.comparing(Probe::phase))
                        .toList();
        List<Probe> fresh = new ArrayList<>();
        synchronized (recorded) {
            for (Probe probe : ordered) {
                if (recorded.putIfAbsent(probe.id(), new CompletableFuture<>()) == null) {
                    fresh.add(probe);
                }
            }
        }
        try {
            threads.execute(() -> runPhases(fresh));
        } catch (RejectedExecutionException e) {
            fresh.forEach(probe -> future(probe).cancel(false)); // the run was stopped
        }
    }

    private void runPhases(List<Probe> probes) {
        try {
            for (Probe.Phase phase : Probe.Phase.values()) {
                CompletableFuture<?>[] running =
                        probes.stream()
                                .filter(p -> p.phase() == phase)
                                .map(p -> CompletableFuture.runAsync(() -> complete(p), threads))
                                .toArray(CompletableFuture[]::new);
                CompletableFuture.allOf(running).join();
            }
        } catch (RejectedExecutionException e) {
            // The run was stopped; cancel() tells whoever waits.
        }
    }

    private void complete(Probe probe) {
        CompletableFuture<Exchange> future = future(probe);
        try {
            future.complete(run(probe));
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }

    private CompletableFuture<Exchange> future(Probe probe) {
        synchronized (recorded) {
            return recorded.computeIfAbsent(probe.id(), _ -> new CompletableFuture<>());
        }
    }

    /** Sends it now where it was not started before. */
    @Override
    public Exchange get(Probe probe) {
        boolean known;
        synchronized (recorded) {
            known = recorded.containsKey(probe.id());
        }
        if (!known && cancelled) {
            throw new CancellationException("the run was stopped");
        }
        if (!known) {
            complete(probe);
        }
        try {
            return future(probe).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** In the order of sending. */
    @Override
    public List<Exchange> exchanges() {
        synchronized (recorded) {
            return recorded.values().stream()
                    .filter(f -> f.isDone() && !f.isCompletedExceptionally())
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    /** Stops sending; whoever waits for a probe is told so. */
    public void cancel() {
        cancelled = true;
        threads.shutdownNow();
        synchronized (recorded) {
            recorded.values().forEach(f -> f.cancel(false));
        }
    }

    /** A stream that breaks off beside other requests is sent once more, alone. */
    private Exchange run(Probe probe) throws InterruptedException {
        boolean alone = probe.phase() == Probe.Phase.ALONE;
        Exchange first = run(probe, alone);
        boolean again = !alone && probe.gate() != null && first.accepted() && first.cut();
        if (!again) {
            return first;
        }
        Exchange second = run(probe, true);
        return second.cut() ? second : second.markedOnlyAlone();
    }

    private Exchange run(Probe probe, boolean alone) throws InterruptedException {
        Lock lock = alone ? beside.writeLock() : beside.readLock();
        lock.lockInterruptibly();
        try {
            slots.acquire();
            try {
                return alone ? timed(probe) : withRetries(probe);
            } finally {
                slots.release();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads on a platform thread: a virtual one may wait for a carrier while bytes lie there. */
    private Exchange timed(Probe probe) throws InterruptedException {
        CompletableFuture<Exchange> result = new CompletableFuture<>();
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("brievio-timed")
                        .start(() -> {
                            try {
                                result.complete(withRetries(probe));
                            } catch (InterruptedException | RuntimeException | Error e) {
                                result.completeExceptionally(e);
                            }
                        });
        try (StallMeter meter = StallMeter.start()) {
            Exchange exchange = result.get();
            Exchange.Response response = exchange.response();
            return response == null ? exchange : exchange.with(response.withStall(meter.longest()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotSent spent) {
                throw spent;
            }
            throw new IllegalStateException("the timed probe " + probe.id() + " failed", e);
        } finally {
            reader.interrupt();
        }
    }

    private Exchange withRetries(Probe probe) throws InterruptedException {
        if (probe.gate() == null) {
            return once(probe);
        }
        for (int attempt = 0; ; attempt++) {
            Exchange exchange = once(probe);
            boolean passing =
                    exchange.response() == null
                            || WORTH_A_RETRY.contains(exchange.response().status());
            if (!passing) {
                inVain.updateAndGet(n -> exchange.cut() ? n : 0);
                return exchange;
            }
            if (attempt == MOST_RETRIES) {
                inVain.incrementAndGet();
            }
            boolean hopeless = silent.get() >= MOST_SILENT || inVain.get() >= MOST_IN_VAIN;
            if (attempt == MOST_RETRIES || cancelled || hopeless) {
                return exchange;
            }
            Thread.sleep(waitBefore(exchange, attempt));
        }
    }

    /** Sends a request of the negotiation; what passes is tried again as for a probe. */
    Exchange sendPatiently(String id, String nonce, RequestSpec spec) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            Exchange exchange = send(id, nonce, spec, true);
            boolean passing =
                    exchange.response() != null
                            && WORTH_A_RETRY.contains(exchange.response().status());
            if (!passing || attempt == MOST_RETRIES || cancelled) {
                return exchange;
            }
            Thread.sleep(waitBefore(exchange, attempt));
        }
    }

    private static Duration waitBefore(Exchange exchange, int attempt) {
        String retryAfter =
                exchange.response() == null ? null : exchange.response().header("retry-after");
        if (retryAfter != null && retryAfter.matches("\\d{1,6}")) {
            return Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS, Long.parseLong(retryAfter)));
        }
        return Duration.ofMillis(500L << attempt);
    }

    private String nonce(String group) {
        return nonces.computeIfAbsent(
                group, _ -> HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
    }

    private Exchange once(Probe probe) throws InterruptedException {
        String nonce = nonce(probe.nonceGroup());
        if (probe.trouble() != null && script != null) {
            script.plant(nonce, probe.trouble());
        }
        RequestSpec spec = probe.request().apply(new ProbeContext(target, traits, nonce));
        Exchange exchange = send(probe.id(), nonce, spec, probe.streamed());
        return spec.leave() == Delivery.Leave.NEVER || script == null
                ? exchange
                : exchange.with(fateAfterLeaving(script, nonce));
    }

    /** Looks for two seconds what becomes of an answer that nobody waits for any more. */
    private static UpstreamScript.Fate fateAfterLeaving(UpstreamScript script, String nonce)
            throws InterruptedException {
        long deadline = System.nanoTime() + NOTICED.toNanos();
        UpstreamScript.Fate fate = script.fate(nonce);
        while (fate != UpstreamScript.Fate.ABANDONED
                && fate != UpstreamScript.Fate.COMPLETED
                && System.nanoTime() < deadline) {
            Thread.sleep(Duration.ofMillis(5));
            fate = script.fate(nonce);
        }
        return fate;
    }

    /** Sends a request that is no probe of the catalogue; used to negotiate. */
    Exchange send(String id, String nonce, RequestSpec spec, boolean overSocket)
            throws InterruptedException {
        Exchange.Request request = request(spec);
        Exchange.Request masked =
                new Exchange.Request(
                        request.method(),
                        request.uri(),
                        request.headers().stream().map(secrets::masked).toList(),
                        request.body());
        Instant startedAt = Instant.now();
        if (silent.get() >= MOST_SILENT) {
            String why =
                    "not sent: %d requests in a row were not answered within %d s"
                            .formatted(MOST_SILENT, timeout.toSeconds());
            return new Exchange(id, nonce, startedAt, masked, null, why, false);
        }
        spend();
        RequestSpec first = spec.before();
        Delivery delivery =
                new Delivery(
                        spec.chunked(),
                        first == null ? null : request(first),
                        spec.leave(),
                        allowance(overSocket));
        Transport transport = overSocket || delivery.needsSocket() ? sockets : client;
        try {
            Exchange.Response response = transport.send(request, delivery, timeout);
            (overSocket ? streamed : answered).addAndGet(response.body().length);
            boolean inTime = response.timing().end() < timeout.toNanos();
            silent.updateAndGet(n -> inTime ? 0 : n + 1);
            Exchange exchange =
                    new Exchange(
                            id, nonce, startedAt, masked, secrets.masked(response), null, false);
            tokens.addAndGet(exchange.completionTokens());
            return exchange;
        } catch (IOException e) {
            if (e instanceof SocketTimeoutException || e instanceof HttpTimeoutException) {
                silent.incrementAndGet();
            }
            String why = ConnectionWords.of(e);
            return new Exchange(id, nonce, startedAt, masked, null, secrets.masked(why), false);
        }
    }

    /** An answer may be long, all answers together may not fill the memory. */
    private int allowance(boolean stream) {
        boolean much = stream ? streamed.get() > MOST_OF_STREAMS : answered.get() > MOST_OF_ANSWERS;
        return much ? SHORTENED : stream ? LONGEST_STREAM : LONGEST_ANSWER;
    }

    private void spend() {
        if (tokens.get() >= budget.outputTokens()) {
            throw new NotSent(
                    "the budget of " + budget.outputTokens() + " output tokens is used up");
        }
        if (sent.incrementAndGet() > budget.requests()) {
            throw new NotSent("the budget of " + budget.requests() + " requests is used up");
        }
    }

    private Exchange.Request request(RequestSpec spec) {
        Map<String, Header> headers = new LinkedHashMap<>();
        put(headers, "Accept", "application/json, text/event-stream");
        put(headers, "Accept-Encoding", "identity");
        put(headers, "User-Agent", "brievio-verify");
        if (!spec.method().equals("GET")) {
            put(headers, "Content-Type", "application/json");
        }
        switch (spec.auth()) {
            case OWN -> {
                if (target.apiKey() != null) {
                    put(headers, "Authorization", "Bearer " + target.apiKey());
                }
            }
            case WRONG -> put(headers, "Authorization", "Bearer brv-invalid");
            case NONE -> {}
        }
        target.headers().forEach(h -> put(headers, h.getKey(), h.getValue()));
        spec.headers().forEach(h -> put(headers, h.name(), h.value()));
        return new Exchange.Request(
                spec.method(),
                URI.create(target.baseUrl() + spec.path()),
                List.copyOf(headers.values()),
                spec.body());
    }

    private static void put(Map<String, Header> headers, String name, String value) {
        headers.put(name.toLowerCase(java.util.Locale.ROOT), new Header(name, value));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
