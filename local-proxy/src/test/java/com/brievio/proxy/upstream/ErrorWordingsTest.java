package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wording of a context that is too long and of a credit that is used up. */
class ErrorWordingsTest {
    private static ApiError error(String vendor, int status, String message) {
        String body =
                switch (vendor) {
                    case "bedrock" -> Json.text(Json.object().put("message", message));
                    default ->
                            "{\"error\":"
                                    + Json.text(
                                            Json.object()
                                                    .put("type", "invalid_request_error")
                                                    .put("message", message))
                                    + "}";
                };
        return WireCases.upstream(vendor)
                .error(new UpstreamReply(status, _ -> null, body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prompt is too long: 210000 tokens > 200000 maximum",
                "PROMPT IS TOO LONG",
                "input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000, decrease input length or `max_tokens` and try again",
                "Input is too long for requested model.",
                "The model returned the following errors: Input Tokens Exceeded: 9 > 8",
                "The input token count (1300000) exceeds the maximum number of tokens allowed (1048576).",
                "Unable to submit request because the input token count is 1402211 but model only supports up to 1048576. Reduce the input token count and try again.",
                "This request exceeds the model's maximum context length",
                "context window exceeded"
            })
    void aContextThatIsTooLong(String message) {
        for (String vendor : new String[] {"anthropic", "bedrock", "vertex", "gemini"}) {
            ApiError large = error(vendor, 413, message);
            assertThat(large.status()).as(vendor).isEqualTo(400);
            assertThat(large.code()).as(vendor).isEqualTo("context_length_exceeded");
            assertThat(error(vendor, 400, message).code())
                    .as(vendor)
                    .isEqualTo("context_length_exceeded");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
                "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
                "Your prepayment credits are depleted. Please go to AI Studio to manage your project."
            })
    void aCreditThatIsUsedUp(String message) {
        for (String vendor : new String[] {"anthropic", "bedrock", "vertex", "gemini"}) {
            ApiError error = error(vendor, 400, message);
            assertThat(error.status()).as(vendor).isEqualTo(429);
            assertThat(error.code()).isEqualTo("insufficient_quota");
            assertThat(error.headers()).containsEntry("x-should-retry", "false");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens: 300000 > 128000, which is the maximum allowed number of output tokens for claude-opus-4-8",
                "tools.0.name: String should have at most 128 characters",
                "Too many tokens, please wait before trying again.",
                "messages: at least one message is required"
            })
    void everythingElseIsNeither(String message) {
        for (String vendor : new String[] {"anthropic", "bedrock", "vertex", "gemini"}) {
            assertThat(error(vendor, 400, message).code()).as(vendor).isNull();
        }
    }
}
