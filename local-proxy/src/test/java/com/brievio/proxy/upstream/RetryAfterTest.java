package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.error.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When to come back, in every form that upstreams write it in. */
class RetryAfterTest {
    private static ApiError told(String vendor, int status, String body, String header) {
        return WireCases.upstream(vendor)
                .error(
                        new UpstreamReply(
                                status,
                                name -> name.equals("retry-after") ? header : null,
                                body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "retry in 826.3ms,1,827,",
        "Please retry in 16h2m3.5s.,57724,57723500,false",
        "Please try again in 20 seconds,20,20000,",
        "Wait 5 minutes before the next request,300,300000,false",
        "retry in 59.2s,60,59200,"
    })
    void fromTheWords(String message, String seconds, String millis, String retry) {
        String body =
                "{\"error\":{\"code\":503,\"message\":\"%s\",\"status\":\"X\"}}".formatted(message);
        Map<String, String> headers = told("gemini", 503, body, null).headers();
        assertThat(headers).containsEntry("retry-after", seconds);
        assertThat(headers).containsEntry("retry-after-ms", millis);
        assertThat(headers.get("x-should-retry")).isEqualTo(retry);
    }

    @ParameterizedTest
    @CsvSource({
        "12,12",
        "1.5,1.5",
        "'Wed, 21 Oct 2026 07:28:00 GMT','Wed, 21 Oct 2026 07:28:00 GMT'"
    })
    void fromTheHeaderWhateverTheStatusAndTheBody(String header, String seen) {
        for (String vendor : new String[] {"anthropic", "bedrock", "vertex", "gemini"}) {
            for (int status : new int[] {400, 408, 429, 500, 502, 503, 529}) {
                assertThat(told(vendor, status, "<html>", header).headers())
                        .as("%s %d", vendor, status)
                        .containsEntry("retry-after", seen);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Overloaded, please retry in 5.2s",
                "{\"error\":\"slow down, try again in 5.2 seconds\"}"
            })
    void fromWordsThatAreNoErrorObject(String body) {
        for (String vendor : new String[] {"anthropic", "bedrock", "vertex", "gemini"}) {
            assertThat(told(vendor, 503, body, null).headers())
                    .as(vendor)
                    .containsEntry("retry-after-ms", "5200");
        }
    }

    @ParameterizedTest
    @CsvSource({"soon", "-", "no number", "999999999999999"})
    void nonsenseIsNotPassedOn(String header) {
        assertThat(told("anthropic", 429, "{}", header).headers()).isEmpty();
    }
}
