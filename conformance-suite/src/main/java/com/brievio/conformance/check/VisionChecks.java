package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;
import static com.brievio.conformance.check.Judging.wellFormedRefusal;

import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.VisionProbes;
import com.brievio.conformance.wire.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Pictures (conformance.md section 2.2, vision). */
final class VisionChecks {
    private static final List<Probe> PICTURES =
            List.of(VisionProbes.RED, VisionProbes.BLUE, VisionProbes.GREEN);
    private static final String[] WORDS = {"image", "vision", "picture", "multimodal"};
    private static final double LONGEST_FETCH_SECONDS = 15;

    private VisionChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("vision.data-uri.accepted", "a picture as data URI is taken")
                        .why("it is how local files are sent")
                        .fix("take data URIs as image_url.url")
                        .over(PICTURES)
                        .judge(e -> accepted(e, PICTURES, WORDS)),
                Check.must("vision.seen", "the model sees the picture")
                        .why("a dropped picture brings a confident invention")
                        .fix("pass pictures on to the model; refuse them where it has no sight")
                        .on(
                                VisionProbes.RED,
                                VisionProbes.BLUE,
                                VisionProbes.GREEN,
                                VisionProbes.NONE)
                        .judge(VisionChecks::seenColours),
                Check.must("vision.control", "no colour is named where no picture is sent")
                        .why("else the other vision verdicts prove nothing")
                        .fix("answer from the prompt alone: look for a cache")
                        .on(VisionProbes.NONE)
                        .judge(VisionChecks::control),
                Check.should("vision.jpeg", "JPEG is taken and seen")
                        .why("cameras make JPEG")
                        .fix("decode JPEG")
                        .over(List.of(VisionProbes.JPEG))
                        .judge(e -> sees(e, VisionProbes.JPEG)),
                Check.may("vision.webp", "WebP is taken and seen")
                        .why("browsers make WebP")
                        .fix("decode WebP")
                        .over(List.of(VisionProbes.WEBP))
                        .judge(e -> sees(e, VisionProbes.WEBP)),
                Check.should("vision.url.accepted", "a picture's address is fetched or refused")
                        .why("clients send links; a server that fetches none says so")
                        .fix("fetch the picture, or refuse with a 400 that names the URL")
                        .on(VisionProbes.URL)
                        .judge(VisionChecks::url),
                Check.should("vision.multi-order", "two pictures are seen in their order")
                        .why("comparisons rest on it")
                        .fix("pass on every picture, in order")
                        .over(List.of(VisionProbes.MULTI))
                        .judge(VisionChecks::order),
                Check.should("vision.detail-accepted", "detail:\"low\" is taken")
                        .why("clients send it to save tokens")
                        .fix("take or ignore detail")
                        .over(List.of(VisionProbes.LOW))
                        .judge(e -> takes(e, VisionProbes.LOW)),
                Check.should("vision.text-after-image", "text may follow the picture")
                        .why("clients order the parts as they like")
                        .fix("read the parts in any order")
                        .over(List.of(VisionProbes.TEXT_AFTER))
                        .judge(e -> takes(e, VisionProbes.TEXT_AFTER)),
                Check.should("vision.text-before-image", "text may come before the picture")
                        .why("clients order the parts as they like")
                        .fix("read the parts in any order")
                        .over(List.of(VisionProbes.TEXT_BEFORE))
                        .judge(e -> takes(e, VisionProbes.TEXT_BEFORE)),
                Check.must("vision.stream", "the picture is seen in a stream too")
                        .why("a stream path that ignores pictures invents them")
                        .fix("use one path for streams and whole answers")
                        .over(List.of(VisionProbes.SRED))
                        .judge(VisionChecks::streamed),
                Check.should("vision.history-image", "a picture of an earlier turn is seen")
                        .why("chats go on about a picture")
                        .fix("pass on the pictures of earlier turns")
                        .over(List.of(VisionProbes.EARLIER))
                        .judge(e -> sees(e, VisionProbes.EARLIER)),
                Check.must("vision.bad-base64", "broken base64 is a 400")
                        .why("a 500 is retried, a 200 is an invention")
                        .fix("catch the decoder's error and answer 400")
                        .on(VisionProbes.BAD_BASE64, VisionProbes.RED)
                        .judge(e -> ErrorChecks.refusal(e, VisionProbes.BAD_BASE64, 400, 415, 422)),
                Check.should("vision.truncated", "half a picture is a 400")
                        .why("a 500 is retried, a 200 is an invention")
                        .fix("catch the decoder's error and answer 400")
                        .on(VisionProbes.TRUNCATED, VisionProbes.RED)
                        .judge(e -> ErrorChecks.refusal(e, VisionProbes.TRUNCATED, 400, 415, 422)),
                Check.should("vision.wrong-type", "a text file named a picture is a 400")
                        .why("a 500 is retried, a 200 is an invention")
                        .fix("look at the bytes and answer 400")
                        .on(VisionProbes.TEXT_FILE, VisionProbes.RED)
                        .judge(e -> ErrorChecks.refusal(e, VisionProbes.TEXT_FILE, 400, 415, 422)),
                Check.should("vision.url-unreachable", "an unreachable address is a 400, soon")
                        .why("a hanging fetch holds a slot")
                        .fix("set a time limit on the fetch and answer 400")
                        .on(VisionProbes.URL_404, VisionProbes.RED)
                        .judge(VisionChecks::unreachable),
                Check.should("vision.ssrf-refused", "no file and no metadata address is fetched")
                        .why("a picture's address must not open the server's own network")
                        .fix("fetch https only, and no private or link-local address")
                        .on(VisionProbes.FILE_URL, VisionProbes.METADATA_URL, VisionProbes.RED)
                        .judge(VisionChecks::ssrf),
                Check.may("vision.oversize", "a picture of 30 MB is answered, not cut off")
                        .why("a reset says nothing about the cause")
                        .fix("answer 413 before closing the connection")
                        .on(VisionProbes.HUGE, VisionProbes.RED)
                        .judge(VisionChecks::oversize),
                Check.should("vision.unsupported-model", "a model without sight says so")
                        .why("a clear 4xx lets a client choose another model")
                        .fix("answer 400 and say that the model has no sight")
                        .on(VisionProbes.RED_UNGATED)
                        .judge(VisionChecks::unsupported));
    }

    private static boolean names(String text, String colour) {
        return Pattern.compile("\\b" + colour + "\\b")
                .matcher(text.toLowerCase(Locale.ROOT))
                .find();
    }

    static boolean names(Evidence e, Probe probe, String colour) {
        return names(text(e, probe), colour);
    }

    private static Finding seenColours(Evidence e) {
        if (control(e) instanceof Finding.Broken) {
            return new Finding.Undecided("the model names a colour without a picture");
        }
        boolean red = names(e, VisionProbes.RED, "red") && !names(e, VisionProbes.RED, "blue");
        boolean blue = names(e, VisionProbes.BLUE, "blue") && !names(e, VisionProbes.BLUE, "red");
        boolean green = names(e, VisionProbes.GREEN, "green");
        int right = (red ? 1 : 0) + (blue ? 1 : 0) + (green ? 1 : 0);
        if (right == 3) {
            return Finding.holds();
        }
        if (right > 0) {
            return new Finding.Undecided(right + " of three colours named right");
        }
        return expect(
                false,
                e,
                VisionProbes.RED,
                "red, blue and green",
                "\"" + text(e, VisionProbes.RED) + "\"");
    }

    private static Finding control(Evidence e) {
        String answer = text(e, VisionProbes.NONE).toLowerCase(Locale.ROOT).strip();
        boolean single = answer.replaceAll("[^a-z]", "").matches("red|blue|green");
        return expect(!single, e, VisionProbes.NONE, "no colour", "\"" + answer + "\"");
    }

    private static boolean seesPng(Evidence e) {
        return e.of(VisionProbes.RED).accepted() && names(e, VisionProbes.RED, "red");
    }

    private static Finding takes(Evidence e, Probe probe) {
        return accepted(e, List.of(probe), WORDS);
    }

    private static Finding sees(Evidence e, Probe probe) {
        Finding accepted = takes(e, probe);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        if (names(e, probe, "red")) {
            return Finding.holds();
        }
        return seesPng(e)
                ? expect(false, e, probe, "red, as for the PNG", "\"" + text(e, probe) + "\"")
                : new Finding.Undecided("the model does not name the colour of a PNG either");
    }

    private static Finding streamed(Evidence e) {
        Finding accepted = takes(e, VisionProbes.SRED);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        String text = stream(e, VisionProbes.SRED).text();
        if (names(text, "red")) {
            return Finding.holds();
        }
        return seesPng(e)
                ? expect(false, e, VisionProbes.SRED, "red, as without stream", "\"" + text + "\"")
                : new Finding.Undecided("the model does not name the colour without stream either");
    }

    private static Finding url(Evidence e) {
        if (e.target().imageUrl() == null) {
            return new Finding.NotApplicable("needs --image-url");
        }
        return accepted(e, List.of(VisionProbes.URL), "url", "fetch", "download", "image");
    }

    private static Finding order(Evidence e) {
        Finding accepted = takes(e, VisionProbes.MULTI);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        String text = text(e, VisionProbes.MULTI).toLowerCase(Locale.ROOT);
        int red = text.indexOf("red");
        int blue = text.indexOf("blue");
        if (red >= 0 && blue > red) {
            return Finding.holds();
        }
        boolean one = red >= 0 ^ blue >= 0;
        return one && seesPng(e)
                ? expect(false, e, VisionProbes.MULTI, "red, blue", "\"" + text + "\"")
                : new Finding.Undecided("the model names \"" + Judging.excerpt(text) + "\"");
    }

    private static Finding unreachable(Evidence e) {
        Exchange exchange = e.of(VisionProbes.URL_404);
        double seconds =
                exchange.response() == null
                        ? Double.MAX_VALUE
                        : exchange.response().timing().end() / 1e9;
        if (seconds > LONGEST_FETCH_SECONDS) {
            return Finding.broken(
                    seen(exchange, "an error within 15 s", "%.0f s".formatted(seconds)));
        }
        return ErrorChecks.refusal(e, VisionProbes.URL_404, 400, 415, 422);
    }

    private static Finding ssrf(Evidence e) {
        for (Probe probe : List.of(VisionProbes.FILE_URL, VisionProbes.METADATA_URL)) {
            Exchange exchange = e.of(probe);
            String text = exchange.response() == null ? "" : exchange.response().text();
            if (text.contains("root:") || text.contains("ami-id")) {
                return Finding.broken(seen(exchange, "no content of it", "it was read"));
            }
            if (exchange.accepted() && !seesPng(e)) {
                return new Finding.Undecided("the model sees no pictures: nothing may be fetched");
            }
            int status = exchange.response() == null ? 0 : exchange.response().status();
            if (status < 400 || status >= 500) {
                return Finding.broken(seen(exchange, "a 4xx", status(exchange)));
            }
        }
        return Finding.holds();
    }

    private static Finding oversize(Evidence e) {
        Exchange exchange = e.of(VisionProbes.HUGE);
        boolean told =
                exchange.accepted()
                        || (exchange.response() != null && envelopeFault(exchange) == null);
        return told
                ? Finding.holds()
                : Finding.broken(seen(exchange, "200, 400 or 413", status(exchange)));
    }

    private static Finding unsupported(Evidence e) {
        Exchange exchange = e.of(VisionProbes.RED_UNGATED);
        if (exchange.accepted()) {
            return new Finding.NotApplicable("the model takes pictures");
        }
        return wellFormedRefusal(exchange)
                ? Finding.holds()
                : Finding.broken(seen(exchange, "a 4xx with an error object", status(exchange)));
    }
}
