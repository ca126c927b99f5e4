package com.brievio.proxy.server;

import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseReader;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.stream.WireFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Looks at the bytes that a relay passes on, for the log line and to know whether a stream was
 * whole. Understands the events of chat, of Responses and of Messages; changes nothing.
 */
final class RelayWatch {
    private static final Set<String> ENDS =
            Set.of("message_stop", "response.completed", "response.incomplete");
    private static final int MOST_KEPT = 4 * 1024 * 1024;

    private final RequestContext context;
    private final boolean streamed;
    private final ContentCoding coding;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final SseReader events = new SseReader();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Counts counts = new Counts();
    private boolean token;
    private boolean complete;
    private boolean failed;
    private int newlines = 2;

    /**
     * Watches one answer.
     *
     * @param coding how the bytes that pass are packed: a packed answer is read at its end
     */
    RelayWatch(RequestContext context, boolean streamed, ContentCoding coding) {
        this.context = context;
        this.streamed = streamed;
        this.coding = coding;
        this.token = coding.packs();
    }

    /** Tells whether the stream's own end was seen, or an error event, after which none follows. */
    boolean complete() {
        return complete || failed;
    }

    /** Tells whether the last byte was that of a blank line, so that an event may follow. */
    boolean betweenEvents() {
        return newlines >= 2 && !coding.packs();
    }

    /**
     * Looks at the next bytes.
     *
     * @return whether they complete a line, or the body has none: bytes that only drip are no sign
     */
    boolean saw(byte[] bytes, int offset, int length) {
        if (!coding.packs()) {
            return sawPlain(bytes, offset, length) || !streamed;
        }
        if (packed.size() < MOST_KEPT) {
            packed.write(bytes, offset, length);
        }
        return true;
    }

    private void unpack() {
        try (InputStream in = coding.unpacked(new ByteArrayInputStream(packed.toByteArray()))) {
            byte[] plain = in.readNBytes(MOST_KEPT);
            sawPlain(plain, 0, plain.length);
        } catch (IOException e) {
            // It is the client's to judge: the bytes are passed as they are.
        }
    }

    private boolean sawPlain(byte[] bytes, int offset, int length) {
        if (!streamed) {
            if (body.size() < MOST_KEPT) {
                body.write(bytes, offset, length);
            }
            return false;
        }
        countNewlines(bytes, offset, length);
        events.feed(bytes, offset, length).forEach(this::event);
        return hasLineEnd(bytes, offset, length);
    }

    /** Counts the line ends behind the last character. */
    private void countNewlines(byte[] bytes, int offset, int length) {
        int count = 0;
        int i = offset + length - 1;
        while (i >= offset && (bytes[i] == '\n' || bytes[i] == '\r')) {
            count += bytes[i] == '\n' ? 1 : 0;
            i--;
        }
        newlines = i < offset ? newlines + count : count;
    }

    private static boolean hasLineEnd(byte[] bytes, int offset, int length) {
        for (int i = offset + length - 1; i >= offset; i--) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private void event(WireFrame frame) {
        String data = frame.data();
        if (data.equals("[DONE]")) {
            complete = true;
            return;
        }
        boolean telling =
                !token
                        || data.contains("\"usage\"")
                        || data.contains("\"error\"")
                        || data.contains("\"message_stop\"");
        if (telling) {
            read(data);
        }
    }

    private void read(String data) {
        try {
            JsonNode event = Json.read(data);
            complete |= ENDS.contains(event.path("type").asString(""));
            JsonNode told = event.path("error");
            JsonNode error = told.isObject() ? told : event.path("response").path("error");
            if (error.isObject()) {
                failed = true;
                String message = Json.string(error, "message");
                context.error = Secrets.masked(message == null ? Json.text(error) : message);
            }
            counts.take(event);
            if (!token && hasToken(event)) {
                token = true;
                context.firstToken();
            }
        } catch (JacksonException e) {
            // It is the client's to judge: the bytes are passed as they are.
        }
    }

    private static boolean hasToken(JsonNode event) {
        String type = event.path("type").asString("");
        if (type.equals("content_block_delta")
                || (type.startsWith("response.") && type.endsWith(".delta"))) {
            return true;
        }
        JsonNode delta = event.path("choices").path(0).path("delta");
        return delta.has("tool_calls")
                || !delta.path("content").asString("").isEmpty()
                || !delta.path("reasoning_content").asString("").isEmpty();
    }

    /** Tells the log what was counted, at the end of the answer. */
    void end() {
        if (packed.size() > 0 && coding.unknown() == null) {
            unpack();
        }
        if (!streamed && body.size() > 0 && body.size() < MOST_KEPT) {
            read(body.toString(StandardCharsets.UTF_8));
        }
        Usage usage = counts.usage();
        if (usage != null) {
            context.saw(new ModelEvent.UsageReported(usage, null));
        }
    }

    /** The newest value of every count. */
    private static final class Counts {
        private @Nullable Integer prompt;
        private int written;
        private int cached;
        private int completion;
        private boolean anthropic;

        void take(JsonNode event) {
            merge(event.path("usage"));
            merge(event.path("message").path("usage"));
            merge(event.path("response").path("usage"));
        }

        private void merge(JsonNode usage) {
            prompt = newest(usage, "prompt_tokens", newest(usage, "input_tokens", prompt));
            completion =
                    count(usage, "completion_tokens", count(usage, "output_tokens", completion));
            written = count(usage, "cache_creation_input_tokens", written);
            cached =
                    count(
                            usage.path("prompt_tokens_details"),
                            "cached_tokens",
                            count(
                                    usage.path("input_tokens_details"),
                                    "cached_tokens",
                                    count(usage, "cache_read_input_tokens", cached)));
            anthropic |= usage.has("input_tokens") && !usage.has("input_tokens_details");
        }

        private static @Nullable Integer newest(
                JsonNode usage, String key, @Nullable Integer before) {
            Integer value = Json.integer(usage.path(key));
            return value == null ? before : value;
        }

        private static int count(JsonNode usage, String key, int before) {
            Integer value = Json.integer(usage.path(key));
            return value == null ? before : value;
        }

        /** Anthropic counts what the cache took beside the input, OpenAI inside it. */
        @Nullable Usage usage() {
            if (prompt == null) {
                return null;
            }
            int in = anthropic ? Usage.sum(prompt, written, cached) : prompt;
            return new Usage(in, completion, cached, null, null);
        }
    }
}
