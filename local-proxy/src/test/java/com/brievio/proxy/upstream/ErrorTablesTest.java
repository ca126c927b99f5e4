package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.error.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The error tables of both upstreams, row by row. */
class ErrorTablesTest {
    private static ApiError error(String upstream, int status, String body, String... headers) {
        Function<String, @Nullable String> lookUp =
                name -> headers.length == 2 && headers[0].equals(name) ? headers[1] : null;
        return WireCases.upstream(upstream)
                .error(new UpstreamReply(status, lookUp, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String anthropic(String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"t\",\"message\":\"" + message + "\"}}";
    }

    private static String gemini(int status, String message, String details) {
        return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"S\",\"details\":[%s]}}"
                .formatted(status, message, details);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "400,bad,400,invalid_request_error,-",
                "400,prompt is too long: 9 tokens > 8 maximum,400,invalid_request_error,context_length_exceeded",
                "401,invalid x-api-key,401,invalid_request_error,invalid_api_key",
                "402,pay,429,insufficient_quota,insufficient_quota",
                "403,no,403,invalid_request_error,permission_denied",
                "404,model: claude-x,404,invalid_request_error,model_not_found",
                "404,Not Found,404,invalid_request_error,not_found",
                "409,c,409,invalid_request_error,conflict",
                "413,b,413,invalid_request_error,request_too_large",
                "429,slow,429,rate_limit_error,rate_limit_exceeded",
                "500,oops,500,server_error,upstream_error",
                "503,oops,503,service_unavailable_error,server_is_overloaded",
                "504,late,504,server_error,upstream_timeout",
                "529,Overloaded,503,service_unavailable_error,server_is_overloaded",
                "418,tea,418,invalid_request_error,upstream_error",
            })
    void anthropicRows(int status, String message, int seen, String type, String code) {
        ApiError error = error("anthropic", status, anthropic(message));
        assertThat(error.status()).isEqualTo(seen);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo("anthropic: " + message);
        assertThat(error.param()).isNull();
    }

    @Test
    void spendLimitsAreNoRateLimits() {
        ApiError error =
                error(
                        "anthropic",
                        429,
                        "{\"error\":{\"message\":\"m\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}");
        assertThat(error.code()).isEqualTo("insufficient_quota");
        assertThat(error.headers()).isEqualTo(Map.of("x-should-retry", "false"));
    }

    @Test
    void longWaitsTellTheSdksNotToRetry() {
        ApiError error = error("anthropic", 429, anthropic("m"), "retry-after", "70");
        assertThat(error.headers())
                .isEqualTo(Map.of("retry-after", "70", "x-should-retry", "false"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "400,bad,400,invalid_request_error,-",
                "400,The input token count (9) exceeds the maximum,400,invalid_request_error,context_length_exceeded",
                "401,no,401,invalid_request_error,invalid_api_key",
                "403,no,403,invalid_request_error,permission_denied",
                "404,models/x is not found,404,invalid_request_error,model_not_found",
                "429,slow,429,rate_limit_error,rate_limit_exceeded",
                "499,gone,500,server_error,upstream_error",
                "500,oops,500,server_error,upstream_error",
                "503,busy,503,service_unavailable_error,server_is_overloaded",
                "504,late,504,server_error,upstream_timeout",
            })
    void geminiRows(int status, String message, int seen, String type, String code) {
        ApiError error = error("gemini", status, gemini(status, message, ""));
        assertThat(error.status()).isEqualTo(seen);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo("gemini: " + message);
    }

    @Test
    void retryInfoBecomesRetryAfter() {
        String info =
                "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.4s\"}";
        assertThat(error("gemini", 429, gemini(429, "m", info)).headers())
                .isEqualTo(Map.of("retry-after", "35", "retry-after-ms", "34400"));
    }

    @Test
    void aWrongKeyIsA401EvenInAnArray() {
        String info =
                "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\"}";
        ApiError error = error("gemini", 400, "[" + gemini(400, "m", info) + "]");
        assertThat(error.status()).isEqualTo(401);
        assertThat(error.code()).isEqualTo("invalid_api_key");
    }

    @Test
    void dailyQuotasAreNotWorthARetry() {
        String info =
                "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":\"RequestsPerDay\"}]}";
        assertThat(error("gemini", 429, gemini(429, "m", info)).code())
                .isEqualTo("insufficient_quota");
    }

    @Test
    void fieldViolationsNameTheParam() {
        String info =
                "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"contents\"}]}";
        assertThat(error("gemini", 400, gemini(400, "m", info)).param()).isEqualTo("contents");
    }

    /** Of the three places the details tell most, then the header, then the text. */
    @ParameterizedTest
    @CsvSource({"m,7,7", "Please retry in 12.5s.,7,13", "Please retry in 12.5s.,-,13"})
    void googleTellsInThreePlacesWhenToRetry(String message, String header, String seen) {
        ApiError error = error("gemini", 429, gemini(429, message, ""), "retry-after", header);
        assertThat(error.headers()).containsEntry("retry-after", seen);
    }
}
