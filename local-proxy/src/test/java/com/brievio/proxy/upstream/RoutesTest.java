package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.upstream.anthropic.AnthropicKind;
import com.brievio.proxy.upstream.bedrock.BedrockKind;
import com.brievio.proxy.upstream.gemini.GeminiKind;
import com.brievio.proxy.upstream.openai.CompatibleServer;
import com.brievio.proxy.upstream.openai.OpenAiKind;
import com.brievio.proxy.upstream.vertex.VertexKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private static ModelClaims claims(String kind) {
        return Stream.of(new AnthropicKind(), new GeminiKind(), new BedrockKind(), new VertexKind())
                .filter(one -> one.name().equals(kind))
                .findFirst()
                .orElseThrow()
                .claims();
    }

    /** Routes to all providers, of which these are configured. */
    private static Routes routes(String... configured) {
        return new Routes(
                Stream.of("anthropic", "gemini", "bedrock", "vertex")
                        .map(name ->
                                new Routes.Route(
                                        name,
                                        WireCases.upstream(name),
                                        new KeyHeader(
                                                name, "x-api-key", "", null, null, KeyShapes.NONE),
                                        List.of(configured).contains(name),
                                        false,
                                        false,
                                        claims(name)))
                        .toList(),
                List.of(),
                ModelFacts.bundled()::families);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-6,anthropic,claude-sonnet-4-6",
        "anthropic/claude-x,anthropic,claude-x",
        "gemini-3.5-flash,gemini,gemini-3.5-flash",
        "gemini-3-5-flash,gemini,gemini-3.5-flash",
        "gemini-3-pro-preview,gemini,gemini-3-pro-preview",
        "gemini/gemini-2-5-pro,gemini,gemini-2.5-pro",
        "bedrock/us.anthropic.claude-sonnet-4-6,bedrock,us.anthropic.claude-sonnet-4-6",
        "bedrock/claude-sonnet-4-6,bedrock,claude-sonnet-4-6",
        "us.anthropic.claude-haiku-4-5-20251001-v1:0,bedrock,us.anthropic.claude-haiku-4-5-20251001-v1:0",
        "amazon.nova-2-lite-v1:0,bedrock,amazon.nova-2-lite-v1:0",
        "arn:aws:bedrock:us-east-1:1:inference-profile/us.meta.llama4,bedrock,arn:aws:bedrock:us-east-1:1:inference-profile/us.meta.llama4",
        "endpoints/77,vertex,endpoints/77",
        "projects/p/locations/eu/endpoints/77,vertex,projects/p/locations/eu/endpoints/77",
        "tunedModels/lamp-1,gemini,tunedModels/lamp-1",
        "vertex/claude-sonnet-4-5@20250929,vertex,claude-sonnet-4-5@20250929"
    })
    void findsTheUpstreamOfAName(String name, String upstream, String model) {
        Routes.Target target = routes("anthropic", "gemini").resolve(name);
        assertThat(target.route().upstream().name()).isEqualTo(upstream);
        assertThat(target.model()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic vertex bedrock,anthropic",
        "vertex bedrock,vertex",
        "bedrock gemini,bedrock",
        "gemini,anthropic"
    })
    void aBareClaudeNameGoesToTheFirstDoorThatIsSetUp(String configured, String upstream) {
        Routes.Target target = routes(configured.split(" ", -1)).resolve("claude-sonnet-4-6");
        assertThat(target.route().upstream().name()).isEqualTo(upstream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-9", "azure/claude-x", "/claude", "anthropic/", "bedrock/", ""})
    void everyOtherNameIsNotFound(String name) {
        ApiException e = catchThrowableOfType(ApiException.class, () -> routes().resolve(name));
        assertThat(e.error().status()).isEqualTo(404);
        assertThat(e.error().code()).isEqualTo("model_not_found");
        assertThat(e.error().param()).isNull();
    }

    /** Anthropic and Gemini not set up, an OpenAI-compatible server is. */
    private static Routes withServer(boolean ownAddress, String... configured) {
        List<Routes.Route> all = new ArrayList<>(routes(configured).providers());
        all.add(
                new Routes.Route(
                        "openai",
                        new CompatibleServer(
                                "openai", URI.create("http://127.0.0.1:1"), false, true),
                        new KeyHeader(null, "authorization", "Bearer ", null, null, KeyShapes.NONE),
                        true,
                        ownAddress,
                        false,
                        new OpenAiKind().claims()));
        return new Routes(all, List.of(), List::of);
    }

    @ParameterizedTest
    @CsvSource({
        // listed whole, whatever stands before the slash
        "true,anthropic/claude-x,anthropic/claude-x,anthropic,openai,anthropic/claude-x",
        "true,openai/gpt-oss,openai/gpt-oss,,openai,openai/gpt-oss",
        // not listed: a provider that is set up, else the server, else the prefix
        "true,anthropic/claude-x,,anthropic,anthropic,claude-x",
        "true,anthropic/claude-x,,,openai,anthropic/claude-x",
        "true,meta-llama/Llama-4,,,openai,meta-llama/Llama-4",
        "true,openai/gpt-oss,,,openai,gpt-oss",
        // OpenAI itself knows no such names
        "false,anthropic/claude-x,,,anthropic,claude-x",
        "true,claude-via-brievio/qwen/q3,qwen/q3,,openai,qwen/q3",
        "true,claude-via-brievio/openai/gpt,,,openai,gpt"
    })
    void namesWithASlash(
            boolean own, String name, String listed, String configured, String to, String model) {
        Routes routes =
                withServer(own, configured == null ? new String[0] : new String[] {configured});
        String bare = name.replaceFirst("^claude-via-brievio/", "");
        Routes.Target target = routes.resolve(name, _ -> bare.equals(listed));
        assertThat(target.route().name()).isEqualTo(to);
        assertThat(target.model()).isEqualTo(model);
    }

    @Test
    void unknownModelsTakeTheNewestFamilysFacts() {
        ModelFacts facts = ModelFacts.bundled();
        assertThat(facts.claude("claude-nova-9").family()).isEqualTo("claude-opus-5-5");
        assertThat(facts.claude("my-alias").maxOutput()).isEqualTo(8192);
        assertThat(facts.gemini("gemini-9-x").family()).isEqualTo("gemini-4");
        assertThat(facts.claude("claude-opus-5").family()).isEqualTo("claude-opus-5");
        assertThat(facts.claude("claude-sonnet-4-5-20250929").maxOutput()).isEqualTo(64_000);
        assertThat(facts.claude("eu.anthropic.claude-haiku-4-5-20251001-v1:0").family())
                .isEqualTo("claude-haiku-4-5");
        assertThat(facts.gemini("gemini-3.5-flash-lite").sampling()).isFalse();
        assertThat(facts.gemini("gemini-3.5-flash").sampling()).isTrue();
    }

    @Test
    void factsCanBeOverriddenAndAdded() {
        ModelFacts facts =
                ModelFacts.overridden(
                        Map.of(
                                "claude-opus-4-7", Map.of("maxOutput", 9, "sampling", true),
                                "claude-nova-9", Map.of("forcedTools", true)));
        assertThat(facts.claude("claude-opus-4-7").maxOutput()).isEqualTo(9);
        assertThat(facts.claude("claude-opus-4-7").sampling()).isTrue();
        assertThat(facts.claude("claude-nova-9-x").forcedTools()).isTrue();
        assertThat(facts.claude("claude-nova-9-x").maxOutput()).isEqualTo(128_000);
    }

    @Test
    void anUnknownFactIsRefusedByName() {
        assertThatThrownBy(() ->
                        ModelFacts.overridden(Map.of("claude-opus-4-7", Map.of("maxOutptu", 9))))
                .hasMessageContaining("claude-opus-4-7")
                .hasMessageContaining("maxOutptu")
                .hasMessageContaining("known are");
        assertThatThrownBy(() -> ModelFacts.overridden(Map.of("gpt-5", Map.of())))
                .hasMessageContaining("gpt-5");
    }
}
