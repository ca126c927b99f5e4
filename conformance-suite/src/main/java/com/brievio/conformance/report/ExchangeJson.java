package com.brievio.conformance.report;

import com.brievio.conformance.UpstreamScript.Fate;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An exchange as it stands in the JSON report; what is written can be read and judged again. */
final class ExchangeJson {
    /** Pictures of 30 MB need not be kept: no rule looks at so much of a request. */
    private static final int LONGEST_REQUEST = 200_000;

    private ExchangeJson() {}

    static ObjectNode write(Exchange exchange) {
        ObjectNode json = Json.object().put("id", exchange.id());
        json.put("nonce", exchange.nonce());
        json.put("startedAt", exchange.startedAt().toString());
        ObjectNode request = json.putObject("request");
        request.put("method", exchange.request().method());
        request.put("url", exchange.request().uri().toString());
        headers(exchange.request().headers(), request.putArray("headers"));
        request.put("body", cut(exchange.request().body()));
        if (exchange.failure() != null) {
            json.put("failure", exchange.failure());
        }
        if (exchange.onlyAlone()) {
            json.put("onlyAlone", true);
        }
        if (exchange.upstream() != null) {
            json.put("upstream", name(exchange.upstream()));
        }
        if (exchange.response() != null) {
            response(exchange.response(), json);
        }
        return json;
    }

    static String cut(String body) {
        return body.length() <= LONGEST_REQUEST ? body : body.substring(0, LONGEST_REQUEST);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void response(Exchange.Response answer, ObjectNode json) {
        ObjectNode response = json.putObject("response");
        response.put("status", answer.status());
        headers(answer.headers(), response.putArray("headers"));
        if (answer.validUtf8()) {
            response.put("body", answer.text());
        } else {
            response.put("bodyBase64", Base64.getEncoder().encodeToString(answer.body()));
        }
        response.put("bodyBytes", answer.body().length);
        response.put("framing", name(answer.framing()));
        timing(answer, json.putObject("timing"));
    }

    static void timing(Exchange.Response answer, ObjectNode timing) {
        timing.put("connectMs", answer.timing().connect() / 1e6);
        timing.put("headersMs", answer.timing().headers() / 1e6);
        timing.put("endMs", answer.timing().end() / 1e6);
        timing.put("stallMs", answer.timing().stall() / 1e6);
        ArrayNode reads = timing.putArray("reads");
        for (Exchange.Read read : answer.reads()) {
            reads.addArray().add(read.nanos() / 1e6).add(read.end());
        }
    }

    /** Cookies are secrets of the endpoint; keys were masked when they were recorded. */
    static void headers(List<Header> headers, ArrayNode array) {
        for (Header header : headers) {
            boolean secret = header.name().toLowerCase(Locale.ROOT).endsWith("cookie");
            array.addObject()
                    .put("name", header.name())
                    .put("value", secret ? "***" : header.value());
        }
    }

    static Exchange read(JsonNode json) {
        JsonNode request = json.path("request");
        String fate = json.path("upstream").asString("");
        return new Exchange(
                json.path("id").asString(""),
                json.path("nonce").asString(""),
                Instant.parse(json.path("startedAt").asString("1970-01-01T00:00:00Z")),
                new Exchange.Request(
                        request.path("method").asString(""),
                        URI.create(request.path("url").asString("")),
                        headers(request.path("headers")),
                        request.path("body").asString("")),
                readResponse(json),
                json.path("failure").isString() ? json.path("failure").asString() : null,
                json.path("onlyAlone").asBoolean(false),
                fate.isEmpty() ? null : Fate.valueOf(fate.toUpperCase(Locale.ROOT)));
    }

    private static Exchange.@Nullable Response readResponse(JsonNode json) {
        JsonNode response = json.path("response");
        if (response.isMissingNode()) {
            return null;
        }
        JsonNode base64 = response.path("bodyBase64");
        byte[] body =
                base64.isString()
                        ? Base64.getDecoder().decode(base64.asString())
                        : response.path("body").asString("").getBytes(StandardCharsets.UTF_8);
        return response(
                response.path("status").asInt(0),
                headers(response.path("headers")),
                body,
                response.path("framing").asString("hidden"),
                json.path("timing"));
    }

    static Exchange.Response response(
            int status, List<Header> headers, byte[] body, String framing, JsonNode timing) {
        List<Exchange.Read> reads = new ArrayList<>();
        for (JsonNode read : timing.path("reads")) {
            reads.add(new Exchange.Read(nanos(read.path(0)), read.path(1).asInt(0)));
        }
        return new Exchange.Response(
                status,
                headers,
                body,
                reads,
                Exchange.Framing.valueOf(framing.toUpperCase(Locale.ROOT)),
                new Exchange.Timing(
                        nanos(timing.path("connectMs")),
                        nanos(timing.path("headersMs")),
                        nanos(timing.path("endMs")),
                        nanos(timing.path("stallMs"))));
    }

    private static long nanos(JsonNode millis) {
        return Math.round(millis.asDouble(0) * 1e6);
    }

    static List<Header> headers(JsonNode array) {
        List<Header> headers = new ArrayList<>();
        for (JsonNode header : array) {
            headers.add(
                    new Header(
                            header.path("name").asString(""), header.path("value").asString("")));
        }
        return headers;
    }
}
