package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Header;
import java.util.ArrayList;
import java.util.List;

/** The probes of headers and connections (conformance.md section 2.1, H). */
public final class HttpProbes {
    /** The failure of a request on a connection that the server said it would close. */
    public static final String SAYS_CLOSE = SocketTransport.CLOSED;

    /** The failure of a request on a connection whose first answer did not end. */
    public static final String STILL_BUSY = SocketTransport.BUSY;

    public static final Probe SLASH =
            ready("H.slash", "http.base-url-slash", s -> s.to("POST", "//chat/completions"));
    public static final Probe AGAIN =
            Probe.of("H.again", null, c -> ready(c).after(ready(c))).alone();
    public static final Probe AFTER_STREAM =
            Probe.of("H.after-stream", null, c -> ready(c).after(Probes.ready(c).stream().spec()))
                    .alone();
    public static final Probe AFTER_ERROR =
            Probe.of(
                    "H.after-error",
                    null,
                    c -> ready(c).after(Probes.ready(c).max(1).remove("messages").spec()));
    public static final Probe CHUNKED =
            ready("H.chunked", "http.chunked-request", RequestSpec::inChunks);
    public static final Probe CHARSET =
            ready(
                    "H.charset",
                    "http.charset-param",
                    s -> s.with("Content-Type", "application/json; charset=utf-8"));

    /** No preference, JSON, and JSON for a stream. */
    public static final List<Probe> ACCEPTS =
            List.of(
                    ready("H.accept-any", "http.accept-variants", s -> s.with("Accept", "*/*")),
                    ready(
                            "H.accept-json",
                            "http.accept-variants",
                            s -> s.with("Accept", "application/json")),
                    Probe.of(
                                    "H.accept-json-stream",
                                    "http.accept-variants",
                                    c ->
                                            Probes.ready(c).stream()
                                                    .spec()
                                                    .with("Accept", "application/json"))
                            .overSocket());

    public static final Probe SDK =
            ready(
                    "H.sdk",
                    "http.sdk-headers",
                    s -> {
                        RequestSpec spec = s;
                        for (Header header : stainless()) {
                            spec = spec.with(header.name(), header.value());
                        }
                        return spec;
                    });
    public static final Probe GZIP =
            ready("H.gzip", "http.gzip", s -> s.with("Accept-Encoding", "gzip")).overSocket();
    public static final Probe PREFLIGHT =
            Probe.of(
                    "H.preflight",
                    null,
                    _ ->
                            RequestSpec.chat("")
                                    .to("OPTIONS", "/chat/completions")
                                    .as(RequestSpec.Auth.NONE)
                                    .with("Origin", "http://localhost:3000")
                                    .with("Access-Control-Request-Method", "POST")
                                    .with(
                                            "Access-Control-Request-Headers",
                                            "authorization,content-type"));

    /** Four requests at once, each with a word of its own. */
    public static final List<Probe> WORDS = words();

    private HttpProbes() {}

    private static RequestSpec ready(ProbeContext c) {
        return Probes.ready(c).spec();
    }

    private static Probe ready(
            String id, String gate, java.util.function.UnaryOperator<RequestSpec> change) {
        return Probe.of(id, gate, c -> change.apply(ready(c)));
    }

    private static List<Probe> words() {
        List<Probe> words = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            words.add(
                    Probe.plain(
                            "H.word" + i,
                            Probes.PLAIN,
                            c ->
                                    c.chat()
                                            .user("Reply with exactly one word: w" + c.nonce())
                                            .max(24)));
        }
        return List.copyOf(words);
    }

    private static List<Header> stainless() {
        return List.of(
                new Header("X-Stainless-Lang", "python"),
                new Header("X-Stainless-Package-Version", "2.0.0"),
                new Header("X-Stainless-OS", "Linux"),
                new Header("X-Stainless-Arch", "x64"),
                new Header("X-Stainless-Runtime", "CPython"),
                new Header("X-Stainless-Runtime-Version", "3.11.2"),
                new Header("X-Stainless-Async", "false"),
                new Header("X-Stainless-Retry-Count", "0"),
                new Header("X-Stainless-Read-Timeout", "600"));
    }
}
