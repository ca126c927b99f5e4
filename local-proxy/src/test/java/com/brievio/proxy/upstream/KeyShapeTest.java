package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.upstream.anthropic.AnthropicKind;
import com.brievio.proxy.upstream.gemini.GeminiKind;
import com.brievio.proxy.upstream.openai.OpenAiKind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key never goes to the wrong vendor (decisions.md, "Keys"). */
class KeyShapeTest {
    private static final KeyShapes SHAPES =
            new KeyShapes(
                    List.of(
                            new AnthropicKind().keyShape(),
                            new OpenAiKind().keyShape(),
                            new GeminiKind().keyShape()));

    private static UpstreamCall authorized(String host, String token) {
        return new KeyHeader(null, "authorization", "Bearer ", null, null, SHAPES)
                .authorize(
                        UpstreamCall.get(URI.create("https://" + host + "/v1"), Map.of()), token);
    }

    @ParameterizedTest
    @CsvSource({
        "api.anthropic.com,sk-ant-abc",
        "api.openai.com,sk-proj-abc",
        "generativelanguage.googleapis.com,AIzaSyAbc",
        "API.OPENAI.COM,sk-abc",
        "gateway.example.org,anything",
        "api.anthropic.com.example.org,sk-abc"
    })
    void aKeyOfTheVendorOrAnAddressOfTheUsersOwn(String host, String token) {
        assertThat(authorized(host, token).headers())
                .containsEntry("authorization", "Bearer " + token);
    }

    @ParameterizedTest
    @CsvSource({
        "api.anthropic.com,sk-proj-abc,one of OpenAI's",
        "api.openai.com,sk-ant-abc,one of Anthropic's",
        "api.openai.com,AIzaSyAbc,one of Google's",
        "generativelanguage.googleapis.com,sk-abc,one of OpenAI's",
        "api.anthropic.com,dummy,none of Anthropic's"
    })
    void anyOtherIsNotShownToIt(String host, String token, String words) {
        ApiException refused =
                catchThrowableOfType(ApiException.class, () -> authorized(host, token));
        assertThat(refused.error().status()).isEqualTo(401);
        assertThat(refused.error().code()).isEqualTo("invalid_api_key");
        assertThat(refused.error().message()).contains(words).doesNotContain(token);
    }
}
