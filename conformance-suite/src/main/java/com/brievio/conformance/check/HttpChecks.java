package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.HttpProbes;
import com.brievio.conformance.probe.ModelProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.Recorder;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Headers and connections (conformance.md section 2.2, headers/http). */
final class HttpChecks {
    /** Answers that are recorded anyway. */
    private static final List<Probe> SEEN =
            List.of(Probes.MIN, Probes.MIN_AGAIN, Probes.LEN, Probes.SMIN, ModelProbes.LIST);

    private HttpChecks() {}

    static List<Check> all() {
        return List.of(
                Check.should("http.base-url-slash", "a slash at the end of the base URL is no harm")
                        .why("people paste URLs as they come")
                        .fix("read // as /")
                        .over(List.of(HttpProbes.SLASH))
                        .judge(HttpChecks::slash),
                Check.must("http.no-redirect", "no request is redirected")
                        .why("clients turn a POST into a GET, and the key goes elsewhere")
                        .fix("serve the path itself")
                        .over(SEEN)
                        .judge(HttpChecks::redirect),
                Check.should("http.keep-alive", "a connection serves another request")
                        .why("a new connection for each request is slow, a silent close an error")
                        .fix("keep the connection, or send Connection: close")
                        .on(HttpProbes.AGAIN, HttpProbes.AFTER_STREAM, Probes.MIN)
                        .judge(e -> reused(e, HttpProbes.AGAIN, HttpProbes.AFTER_STREAM)),
                Check.should("http.reuse-after-error", "a connection survives a refused request")
                        .why("an unread body is taken for the next request")
                        .fix("read the body to its end before answering")
                        .on(HttpProbes.AFTER_ERROR, Probes.MIN)
                        .judge(e -> reused(e, HttpProbes.AFTER_ERROR)),
                Check.should("http.chunked-request", "a request without a length is taken")
                        .why("streaming HTTP clients send chunks")
                        .fix("read chunked bodies")
                        .breaks("node and Java stream clients")
                        .accepts(HttpProbes.CHUNKED),
                Check.must("http.charset-param", "application/json; charset=utf-8 is taken")
                        .why("okhttp adds it")
                        .fix("compare the media type without its parameters")
                        .breaks("okhttp", "langchain4j")
                        .accepts(HttpProbes.CHARSET),
                Check.should("http.accept-variants", "every usual Accept is taken")
                        .why("clients send */*, application/json for streams, or none")
                        .fix("do not refuse by Accept")
                        .over(HttpProbes.ACCEPTS)
                        .judge(HttpChecks::accepts),
                Check.must("http.sdk-headers", "the SDKs' own headers do no harm")
                        .why("every official client sends them")
                        .fix("let unknown headers pass the firewall")
                        .breaks("every official client")
                        .accepts(HttpProbes.SDK),
                Check.should("http.gzip", "gzip comes only where it is announced and whole")
                        .why("a body that is gzip without its header is noise")
                        .fix("set content-encoding where the body is packed")
                        .over(List.of(HttpProbes.GZIP))
                        .judge(HttpChecks::gzip),
                Check.should("http.identity-honoured", "nothing is compressed unasked")
                        .why("plain clients cannot read it")
                        .fix("pack only what Accept-Encoding allows")
                        .over(SEEN)
                        .judge(HttpChecks::identity),
                Check.may("http.cache-control", "a stream may not be cached")
                        .why("proxies would replay it to others")
                        .fix("set cache-control: no-cache on streams")
                        .on(Probes.SMIN)
                        .judge(HttpChecks::cacheControl),
                Check.may("http.ratelimit-headers", "rate limit headers hold numbers")
                        .why("clients pace themselves by them")
                        .fix("write integers, and durations such as 1.5s")
                        .over(SEEN)
                        .judge(HttpChecks::rateLimits),
                Check.may("http.cors", "a preflight of a browser is answered")
                        .why("browser clients cannot start without it")
                        .fix("answer OPTIONS without a key")
                        .on(HttpProbes.PREFLIGHT)
                        .judge(HttpChecks::cors),
                Check.must("http.concurrent-isolation", "answers do not cross")
                        .why("one user reads another's text")
                        .fix("keep no state of a request in shared variables")
                        .over(HttpProbes.WORDS)
                        .judge(HttpChecks::isolation),
                Check.must("http.key-not-echoed", "no answer holds the key")
                        .why("answers end up in logs")
                        .fix("never write request headers into answers")
                        .over(SEEN)
                        .judge(HttpChecks::keyEchoed));
    }

    private static @Nullable String header(Exchange exchange, String name) {
        return exchange.response() == null ? null : exchange.response().header(name);
    }

    /** OpenAI itself answers 404 here, so a clear 404 is told, not held against anyone. */
    private static Finding slash(Evidence e) {
        Exchange exchange = e.of(HttpProbes.SLASH);
        boolean clear =
                exchange.response() != null
                        && exchange.response().status() == 404
                        && envelopeFault(exchange) == null;
        return clear
                ? new Finding.Noted("two slashes are a 404, as with OpenAI")
                : accepted(e, List.of(HttpProbes.SLASH));
    }

    private static Finding redirect(Evidence e) {
        for (Probe probe : SEEN) {
            Exchange exchange = e.of(probe);
            int status = exchange.response() == null ? 0 : exchange.response().status();
            if (status >= 300 && status < 400) {
                return Finding.broken(
                        seen(
                                exchange,
                                "an answer",
                                "status " + status + " to " + header(exchange, "location")));
            }
        }
        return Finding.holds();
    }

    private static Finding reused(Evidence e, Probe... probes) {
        for (Probe probe : probes) {
            Exchange exchange = e.of(probe);
            if (status(exchange).equals(status(e.of(Probes.MIN)))) {
                continue;
            }
            if (HttpProbes.STILL_BUSY.equals(exchange.failure())) {
                return new Finding.Undecided("the first answer on the connection did not end");
            }
            if (HttpProbes.SAYS_CLOSE.equals(exchange.failure())) {
                return new Finding.Noted("the server closes the connection after each answer");
            }
            return Finding.broken(
                    seen(exchange, "status 200 on the same connection", status(exchange)));
        }
        return Finding.holds();
    }

    private static Finding accepts(Evidence e) {
        Finding accepted = accepted(e, HttpProbes.ACCEPTS);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        Probe streamed = HttpProbes.ACCEPTS.getLast();
        boolean events = !stream(e, streamed).chunks().isEmpty();
        return expect(
                events, e, streamed, "a stream although Accept says JSON", "no stream of events");
    }

    private static Finding gzip(Evidence e) {
        Exchange exchange = e.of(HttpProbes.GZIP);
        if (!exchange.accepted() || exchange.response() == null) {
            return Finding.broken(seen(exchange, "status 200", status(exchange)));
        }
        byte[] body = exchange.response().body();
        boolean magic = body.length > 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b;
        String coding = header(exchange, "content-encoding");
        boolean announced = coding != null && coding.toLowerCase(Locale.ROOT).contains("gzip");
        if (announced && Gunzip.whole(body) == null) {
            return Finding.broken(seen(exchange, "a whole gzip body", "a broken one"));
        }
        return magic && !announced
                ? Finding.broken(seen(exchange, "content-encoding: gzip", "gzip without it"))
                : Finding.holds();
    }

    private static Finding identity(Evidence e) {
        for (Probe probe : SEEN) {
            String coding = header(e.of(probe), "content-encoding");
            if (coding != null && !coding.equalsIgnoreCase("identity")) {
                return Finding.broken(
                        seen(e.of(probe), "no content-encoding", "content-encoding: " + coding));
            }
        }
        return Finding.holds();
    }

    private static Finding cacheControl(Evidence e) {
        String control = String.valueOf(header(e.of(Probes.SMIN), "cache-control"));
        String buffering = String.valueOf(header(e.of(Probes.SMIN), "x-accel-buffering"));
        boolean told =
                Stream.of("no-cache", "no-store", "no-transform").anyMatch(control::contains)
                        || buffering.equals("no");
        return expect(told, e, Probes.SMIN, "cache-control: no-cache", "cache-control: " + control);
    }

    private static Finding rateLimits(Evidence e) {
        for (Probe probe : SEEN) {
            Exchange.Response response = e.of(probe).response();
            if (response == null) {
                continue;
            }
            for (Header header : response.headers()) {
                String name = header.name().toLowerCase(Locale.ROOT);
                boolean count = name.matches("x-ratelimit-(limit|remaining)-.*");
                boolean reset = name.startsWith("x-ratelimit-reset-");
                boolean fine =
                        (!count || header.value().matches("\\d+"))
                                && (!reset
                                        || header.value().matches("[\\d.]+|([\\d.]+(ms|[dhms]))+"));
                if (!fine) {
                    return Finding.broken(
                            seen(e.of(probe), "a number", name + ": " + header.value()));
                }
            }
        }
        return Finding.holds();
    }

    private static Finding cors(Evidence e) {
        Exchange exchange = e.of(HttpProbes.PREFLIGHT);
        int status = exchange.response() == null ? 0 : exchange.response().status();
        boolean denied = status == 401 || status >= 500 || status == 0;
        return expect(!denied, e, HttpProbes.PREFLIGHT, "2xx, or a 4xx but 401", status(exchange));
    }

    private static Finding isolation(Evidence e) {
        int own = 0;
        for (int i = 0; i < HttpProbes.WORDS.size(); i++) {
            Probe probe = HttpProbes.WORDS.get(i);
            if (!e.of(probe).accepted()) {
                return new Finding.Undecided("a request was refused: " + status(e.of(probe)));
            }
            String text = text(e, probe);
            for (Probe other : HttpProbes.WORDS) {
                boolean crossed =
                        !other.id().equals(probe.id()) && text.contains(e.of(other).nonce());
                if (crossed) {
                    return expect(false, e, probe, "its own word", "the word of " + other.id());
                }
            }
            own += text.contains(e.of(probe).nonce()) ? 1 : 0;
        }
        return own == HttpProbes.WORDS.size()
                ? Finding.holds()
                : new Finding.Undecided("the model did not echo its word");
    }

    private static Finding keyEchoed(Evidence e) {
        for (Probe probe : SEEN) {
            Exchange.Response response = e.of(probe).response();
            boolean echoed =
                    response != null
                            && (response.text().contains(Recorder.MASKED_KEY)
                                    || response.headers().stream()
                                            .anyMatch(
                                                    h -> h.value().contains(Recorder.MASKED_KEY)));
            if (echoed) {
                return Finding.broken(seen(e.of(probe), "no key", "the key"));
            }
        }
        return Finding.holds();
    }
}
