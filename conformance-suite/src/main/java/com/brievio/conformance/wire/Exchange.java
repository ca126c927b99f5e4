package com.brievio.conformance.wire;

import com.brievio.conformance.UpstreamScript;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One recorded request and what came back; keys are masked.
 *
 * @param id the probe's id, such as {@code P.min}
 * @param nonce the random word that this request carried
 * @param startedAt when it was sent
 * @param request what was sent
 * @param response what came back, or null where nothing did
 * @param failure why nothing or only a part came back, or null
 * @param onlyAlone whether the answer was cut beside other requests and whole when sent alone
 * @param upstream what became of the upstream's answer after the tester had left; null where nobody
 *     could see it
 */
public record Exchange(
        String id,
        String nonce,
        Instant startedAt,
        Request request,
        @Nullable Response response,
        @Nullable String failure,
        boolean onlyAlone,
        UpstreamScript.@Nullable Fate upstream) {

    /** An exchange that was not left. */
    public Exchange(
            String id,
            String nonce,
            Instant startedAt,
            Request request,
            @Nullable Response response,
            @Nullable String failure,
            boolean onlyAlone) {
        this(id, nonce, startedAt, request, response, failure, onlyAlone, null);
    }

    /** A request; {@code body} empty for a GET. */
    public record Request(String method, URI uri, List<Header> headers, String body) {
        /** Copies the headers. */
        public Request {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A response.
     *
     * @param status HTTP status
     * @param headers in order
     * @param body the bytes, transfer encoding undone
     * @param reads when which part of the body arrived; one entry where the transport hides it
     * @param framing how the body's end was marked and whether it came
     * @param timing when things happened
     */
    public record Response(
            int status,
            List<Header> headers,
            byte[] body,
            List<Read> reads,
            Framing framing,
            Timing timing) {
        /** Copies the lists. */
        public Response {
            headers = List.copyOf(headers);
            reads = List.copyOf(reads);
        }

        /** Returns the first header of this name in any case, or null. */
        public @Nullable String header(String name) {
            return headers.stream()
                    .filter(h -> h.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .findFirst()
                    .orElse(null);
        }

        /** Returns the same response with the tester's own stall noted. */
        public Response withStall(long stall) {
            return new Response(
                    status,
                    headers,
                    body,
                    reads,
                    framing,
                    new Timing(timing.connect(), timing.headers(), timing.end(), stall));
        }

        /** Returns the body as text; bytes that are no UTF-8 become U+FFFD. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Tells whether the body is strictly valid UTF-8. */
        public boolean validUtf8() {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }

        /** Returns the body as JSON, or null where it is none. */
        public @Nullable JsonNode json() {
            return Json.parse(text());
        }

        /** Returns the media type without parameters, lower case, "" where absent. */
        public String mediaType() {
            String type = header("content-type");
            return type == null
                    ? ""
                    : type.split(";", -1)[0].strip().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A read from the socket.
     *
     * @param nanos time since the request was sent
     * @param end length of the body after it
     */
    public record Read(long nanos, int end) {}

    /** How the body's end is marked. */
    public enum Framing {
        /** Chunked, and the last chunk came. */
        CHUNKED,
        /** A length, and all of it came. */
        LENGTH,
        /** Until the connection closes. */
        UNTIL_CLOSE,
        /** Chunked or by length, and the connection ended before the body did. */
        CUT,
        /** The body did not end in time. */
        NEVER_ENDED,
        /** The tester left in the middle. */
        LEFT,
        /** The transport hides it. */
        HIDDEN
    }

    /**
     * When things happened, in nanoseconds since the request was sent.
     *
     * @param connect time to open the connection, before the request
     * @param headers when the headers were complete
     * @param end when the body was complete or given up
     * @param stall the longest time that this machine kept the tester itself waiting meanwhile; 0
     *     where it was not measured
     */
    public record Timing(long connect, long headers, long end, long stall) {}

    /** Returns the same exchange with another response. */
    public Exchange with(Response newResponse) {
        return new Exchange(
                id, nonce, startedAt, request, newResponse, failure, onlyAlone, upstream);
    }

    /** Returns the same exchange, marked as one that was cut beside other requests. */
    public Exchange markedOnlyAlone() {
        return new Exchange(id, nonce, startedAt, request, response, failure, true, upstream);
    }

    /** Returns the same exchange with what was seen of the upstream. */
    public Exchange with(UpstreamScript.@Nullable Fate fate) {
        return new Exchange(id, nonce, startedAt, request, response, failure, onlyAlone, fate);
    }

    /** Tells whether the connection broke before the answer's body was complete. */
    public boolean cut() {
        return response != null && response.framing() == Framing.CUT;
    }

    /** Tells whether an answer with status 200 came. */
    public boolean accepted() {
        return response != null && response.status() == 200;
    }

    /** Returns a count of the reported usage, 0 where none was reported. */
    public int usage(String key) {
        return usage(key, key);
    }

    /**
     * Returns the reported tokens of the prompt, in any of the three APIs; 0 where none were
     * reported.
     */
    public int promptTokens() {
        return usage("prompt_tokens", "input_tokens");
    }

    /**
     * Returns the reported tokens of the answer, in any of the three APIs; 0 where none were
     * reported.
     */
    public int completionTokens() {
        return usage("completion_tokens", "output_tokens");
    }

    private int usage(String chat, String others) {
        if (response == null) {
            return 0;
        }
        if (!response.mediaType().equals("text/event-stream")) {
            JsonNode json = response.json();
            return json == null ? 0 : usage(json, chat, usage(json, others, 0));
        }
        int last = 0;
        for (SseTranscript.Event event : SseTranscript.of(response).events()) {
            // Most events report none, and reading each would take longer than all else here.
            String data = event.data();
            JsonNode json = data != null && data.contains("\"usage\"") ? event.json() : null;
            if (json != null) {
                last = usage(json, chat, usage(json, others, last));
                last = usage(json.path("response"), others, last);
                last = usage(json.path("message"), others, last);
            }
        }
        return last;
    }

    private static int usage(JsonNode of, String key, int otherwise) {
        return of.path("usage").path(key).asInt(otherwise);
    }
}
