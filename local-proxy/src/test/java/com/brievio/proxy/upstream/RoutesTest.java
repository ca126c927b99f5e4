package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private final Routes routes =
            new Routes(
                    List.of(
                            new Routes.Route(WireCases.upstream("anthropic", true), null),
                            new Routes.Route(WireCases.upstream("gemini", true), null)));

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-6,anthropic,claude-sonnet-4-6",
        "anthropic/claude-x,anthropic,claude-x",
        "gemini-3.5-flash,gemini,gemini-3.5-flash",
        "gemini-3-5-flash,gemini,gemini-3.5-flash",
        "gemini-3-pro-preview,gemini,gemini-3-pro-preview",
        "gemini/gemini-2-5-pro,gemini,gemini-2.5-pro"
    })
    void findsTheUpstreamOfAName(String name, String upstream, String model) {
        Routes.Target target = routes.resolve(name);
        assertThat(target.route().upstream().name()).isEqualTo(upstream);
        assertThat(target.model()).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-9", "bedrock/claude-x", "/claude", "anthropic/", ""})
    void everyOtherNameIsNotFound(String name) {
        ApiException e = catchThrowableOfType(ApiException.class, () -> routes.resolve(name));
        assertThat(e.error().status()).isEqualTo(404);
        assertThat(e.error().code()).isEqualTo("model_not_found");
        assertThat(e.error().param()).isNull();
    }

    @Test
    void unknownModelsTakeTheNewestFamilysFacts() {
        ModelFacts facts = ModelFacts.bundled();
        assertThat(facts.claude("claude-nova-9").family()).isEqualTo("claude-opus-5-5");
        assertThat(facts.gemini("gemini-9-x").family()).isEqualTo("gemini-4");
        assertThat(facts.claude("claude-opus-5").family()).isEqualTo("claude-opus-5");
        assertThat(facts.claude("claude-sonnet-4-5-20250929").maxOutput()).isEqualTo(64_000);
        assertThat(facts.gemini("gemini-3.5-flash-lite").sampling()).isFalse();
        assertThat(facts.gemini("gemini-3.5-flash").sampling()).isTrue();
    }
}
