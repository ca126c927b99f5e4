package com.brievio.proxy.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes into {@code encrypted_content} comes out of it, or nothing does. */
class EnvelopeTest {
    private static final Envelope ENVELOPE =
            new Envelope(
                    "anthropic",
                    "claude-sonnet-4-6",
                    List.of(
                            Json.object()
                                    .put("type", "thinking")
                                    .put("thinking", "Größe 🚀")
                                    .put("signature", "c2ln")),
                    Map.of("call_1", "sig"),
                    "digest");

    @Test
    void opensWhatItHasSealed() {
        String text = ENVELOPE.sealed();
        assertThat(text).startsWith("QlJWA");
        assertThat(Envelope.opened(text)).isEqualTo(ENVELOPE);
    }

    @Test
    void aChangedByteAnywhereMakesItNoEnvelope() {
        byte[] bytes = Base64.getDecoder().decode(ENVELOPE.sealed());
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(Envelope.opened(Base64.getEncoder().encodeToString(changed)))
                    .as("byte %d", i)
                    .isNull();
        }
        for (int i = 0; i < bytes.length; i++) {
            byte[] cut = Arrays.copyOf(bytes, i);
            assertThat(Envelope.opened(Base64.getEncoder().encodeToString(cut))).isNull();
        }
    }

    @Test
    void whatIsOfSomebodyElseIsNoEnvelope() {
        for (String text : List.of("", "gAAAAABforeign", "not base64!", "QlJWAQ==")) {
            assertThat(Envelope.opened(text)).as(text).isNull();
        }
    }

    @Test
    void whatUnpacksToTooMuchIsNoEnvelope() {
        Envelope bomb =
                new Envelope(
                        "gemini", "m", List.of(), Map.of("c", "x".repeat(5 * 1024 * 1024)), null);
        assertThat(Envelope.opened(bomb.sealed())).isNull();
    }
}
