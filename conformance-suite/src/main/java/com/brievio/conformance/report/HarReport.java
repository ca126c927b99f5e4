package com.brievio.conformance.report;

import com.brievio.conformance.Recording;
import com.brievio.conformance.Report;
import com.brievio.conformance.UpstreamScript.Fate;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All requests and answers as an HTTP Archive 1.2, which browsers' developer tools open. Each run
 * is a page. What the format has no place for, such as the time of each read, stands under {@code
 * _brievio}, so that the file can be judged again.
 */
public final class HarReport {
    private static final String OWN = "_brievio";

    private HarReport() {}

    /** Writes one archive with a page for each report. */
    public static String write(List<Report> reports, String version) {
        ObjectNode root = Json.object();
        ObjectNode log = root.putObject("log").put("version", "1.2");
        log.putObject("creator").put("name", "brievio").put("version", version);
        ArrayNode pages = log.putArray("pages");
        ArrayNode entries = log.putArray("entries");
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i);
            String id = "run_" + (i + 1);
            ObjectNode page =
                    pages.addObject()
                            .put("startedDateTime", report.startedAt().toString())
                            .put("id", id)
                            .put("title", "brievio verify " + report.target());
            page.putObject("pageTimings");
            ObjectNode own = page.putObject(OWN);
            own.set("target", RunJson.target(report.target(), report.traits()));
            own.put("profile", RunJson.profiles(report.profiles()));
            own.put("durationMs", report.duration().toMillis());
            own.put("filtered", report.filtered()).put("end", report.end().name());
            report.exchanges().forEach(x -> entries.add(entry(x).put("pageref", id)));
        }
        return Json.pretty(root) + "\n";
    }

    private static ObjectNode entry(Exchange exchange) {
        Exchange.Response answer = exchange.response();
        ObjectNode entry = Json.object();
        entry.put("startedDateTime", exchange.startedAt().toString());
        double end = answer == null ? 0 : answer.timing().end() / 1e6;
        double connect = answer == null ? 0 : answer.timing().connect() / 1e6;
        double headers = answer == null ? 0 : answer.timing().headers() / 1e6;
        entry.put("time", connect + end);
        entry.set("request", request(exchange.request()));
        entry.set("response", answer == null ? noResponse(exchange) : response(answer));
        entry.putObject("cache");
        entry.putObject("timings")
                .put("connect", connect)
                .put("send", 0)
                .put("wait", headers)
                .put("receive", Math.max(0, end - headers));
        entry.put("comment", exchange.id());
        ObjectNode own = entry.putObject(OWN).put("id", exchange.id());
        own.put("nonce", exchange.nonce()).put("onlyAlone", exchange.onlyAlone());
        own.put("failure", exchange.failure());
        own.put("upstream", exchange.upstream() == null ? null : exchange.upstream().name());
        if (answer != null) {
            own.put("framing", answer.framing().name().toLowerCase(Locale.ROOT));
            ExchangeJson.timing(answer, own.putObject("timing"));
        }
        return entry;
    }

    private static ObjectNode request(Exchange.Request request) {
        ObjectNode json =
                Json.object()
                        .put("method", request.method())
                        .put("url", request.uri().toString())
                        .put("httpVersion", "HTTP/1.1");
        json.putArray("cookies");
        ExchangeJson.headers(request.headers(), json.putArray("headers"));
        json.putArray("queryString");
        json.put("headersSize", -1);
        json.put("bodySize", request.body().getBytes(StandardCharsets.UTF_8).length);
        if (!request.body().isEmpty()) {
            json.putObject("postData")
                    .put("mimeType", "application/json")
                    .put("text", ExchangeJson.cut(request.body()))
                    .putArray("params");
        }
        return json;
    }

    private static ObjectNode response(Exchange.Response answer) {
        ObjectNode json = emptyResponse(answer.status());
        ExchangeJson.headers(answer.headers(), (ArrayNode) json.path("headers"));
        ObjectNode content = (ObjectNode) json.path("content");
        content.put("size", answer.body().length).put("mimeType", answer.mediaType());
        if (answer.validUtf8()) {
            content.put("text", answer.text());
        } else {
            content.put("encoding", "base64")
                    .put("text", Base64.getEncoder().encodeToString(answer.body()));
        }
        return json.put("bodySize", answer.body().length);
    }

    private static ObjectNode noResponse(Exchange exchange) {
        return emptyResponse(0).put("comment", exchange.failure());
    }

    private static ObjectNode emptyResponse(int status) {
        ObjectNode json =
                Json.object()
                        .put("status", status)
                        .put("statusText", "")
                        .put("httpVersion", "HTTP/1.1");
        json.putArray("cookies");
        json.putArray("headers");
        json.putObject("content").put("size", 0).put("mimeType", "");
        return json.put("redirectURL", "").put("headersSize", -1).put("bodySize", -1);
    }

    /**
     * Returns the recordings of an archive that brievio wrote.
     *
     * @throws IllegalArgumentException where another program wrote it
     */
    static List<Recording> read(JsonNode root) {
        List<Recording> recordings = new ArrayList<>();
        for (JsonNode page : root.path("log").path("pages")) {
            JsonNode own = page.path(OWN);
            if (own.isMissingNode()) {
                throw new IllegalArgumentException("brievio did not write this HAR file");
            }
            List<Exchange> exchanges = new ArrayList<>();
            for (JsonNode entry : root.path("log").path("entries")) {
                if (entry.path("pageref").equals(page.path("id"))) {
                    exchanges.add(exchange(entry));
                }
            }
            recordings.add(
                    new Recording(
                            RunJson.target(own.path("target")),
                            RunJson.traits(own.path("target")),
                            RunJson.profiles(own.path("profile").asString("")),
                            own.path("filtered").asBoolean(false),
                            Report.End.valueOf(own.path("end").asString("COMPLETE")),
                            Instant.parse(page.path("startedDateTime").asString("")),
                            Duration.ofMillis(own.path("durationMs").asLong(0)),
                            exchanges));
        }
        if (recordings.isEmpty()) {
            throw new IllegalArgumentException("brievio did not write this HAR file");
        }
        return recordings;
    }

    private static Exchange exchange(JsonNode entry) {
        JsonNode own = entry.path(OWN);
        JsonNode request = entry.path("request");
        String fate = own.path("upstream").asString("");
        return new Exchange(
                own.path("id").asString(""),
                own.path("nonce").asString(""),
                OffsetDateTime.parse(entry.path("startedDateTime").asString("")).toInstant(),
                new Exchange.Request(
                        request.path("method").asString(""),
                        URI.create(request.path("url").asString("")),
                        ExchangeJson.headers(request.path("headers")),
                        request.path("postData").path("text").asString("")),
                own.has("timing") ? answer(entry.path("response"), own) : null,
                RunJson.text(own, "failure"),
                own.path("onlyAlone").asBoolean(false),
                fate.isEmpty() ? null : Fate.valueOf(fate));
    }

    private static Exchange.@Nullable Response answer(JsonNode response, JsonNode own) {
        JsonNode content = response.path("content");
        String text = content.path("text").asString("");
        byte[] body =
                content.path("encoding").asString("").equals("base64")
                        ? Base64.getDecoder().decode(text)
                        : text.getBytes(StandardCharsets.UTF_8);
        return ExchangeJson.response(
                response.path("status").asInt(0),
                ExchangeJson.headers(response.path("headers")),
                body,
                own.path("framing").asString("hidden"),
                own.path("timing"));
    }
}
