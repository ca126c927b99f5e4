package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.server.ProxyServer;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own SDK, with the base URL and the model name changed and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaSdkTest {
    private static final String CLAUDE = "claude-sonnet-4-6";
    private static final String GEMINI = "gemini-3.5-flash";

    private Simulation simulation;
    private ProxyServer proxy;
    private OpenAIClient client;

    @BeforeAll
    void start() throws IOException {
        simulation = Simulation.start("key-for-tests");
        proxy = ProxyServer.start(ProxyOptions.of(simulation.providers()));
        client = client("key-for-tests");
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(proxy.baseUrl().toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        proxy.close();
        simulation.close();
    }

    private static ChatCompletionCreateParams.Builder asking(String model, String prompt) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .maxCompletionTokens(400)
                .addUserMessage(prompt);
    }

    private static ChatCompletionMessage answer(ChatCompletion completion) {
        return completion.choices().getFirst().message();
    }

    private ChatCompletion streamed(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, GEMINI})
    void chats(String model) {
        ChatCompletion completion =
                client.chat()
                        .completions()
                        .create(asking(model, "Reply with exactly one word: ready").build());
        assertThat(answer(completion).content()).hasValue("ready");
        assertThat(completion.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        var usage = completion.usage().orElseThrow();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, GEMINI})
    void streams(String model) {
        List<String> deltas = new ArrayList<>();
        ChatCompletionCreateParams params =
                asking(model, "Write the integers from 1 to 30, one per line, digits only.")
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream()
                    .flatMap(c -> c.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(deltas::add));
        }
        assertThat(deltas).hasSizeGreaterThan(20);
        ChatCompletion whole = streamed(params);
        assertThat(answer(whole).content()).hasValue(String.join("", deltas));
        assertThat(answer(whole).content().orElseThrow().lines()).hasSize(30);
        assertThat(whole.usage().orElseThrow().completionTokens()).isGreaterThan(30);
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(
                        FunctionDefinition.builder()
                                .name("get_weather")
                                .description("Weather of a city")
                                .parameters(
                                        FunctionParameters.builder()
                                                .putAdditionalProperty(
                                                        "type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties",
                                                        JsonValue.from(
                                                                Map.of(
                                                                        "city",
                                                                        Map.of(
                                                                                "type",
                                                                                "string",
                                                                                "enum",
                                                                                List.of(
                                                                                        "Oslo",
                                                                                        "Lima")))))
                                                .build())
                                .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, GEMINI})
    void callsToolsAndUsesTheirResults(String model) {
        ChatCompletionCreateParams.Builder conversation =
                asking(model, "Get the weather for Oslo and for Lima, both in this turn.")
                        .addTool(weather());
        ChatCompletionCreateParams forced =
                conversation
                        .toolChoice(
                                ChatCompletionToolChoiceOption.ofAuto(
                                        ChatCompletionToolChoiceOption.Auto.REQUIRED))
                        .build();
        for (ChatCompletion completion :
                List.of(client.chat().completions().create(forced), streamed(forced))) {
            assertThat(completion.choices().getFirst().finishReason())
                    .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
            List<ChatCompletionMessageToolCall> calls =
                    answer(completion).toolCalls().orElseThrow();
            assertThat(calls).hasSize(2);
            assertThat(calls.get(0).asFunction().id()).isNotEqualTo(calls.get(1).asFunction().id());
            assertThat(calls.get(0).asFunction().function().arguments())
                    .isEqualTo("{\"city\":\"Oslo\"}");
            ChatCompletionCreateParams.Builder next =
                    forced.toBuilder()
                            .toolChoice(ChatCompletionToolChoiceOption.Auto.AUTO)
                            .addMessage(answer(completion));
            for (ChatCompletionMessageToolCall call : calls) {
                boolean oslo = call.asFunction().function().arguments().contains("Oslo");
                next.addMessage(
                        ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.asFunction().id())
                                .content(oslo ? "4 C and rain" : "19 C and sun")
                                .build());
            }
            ChatCompletion told = client.chat().completions().create(next.build());
            assertThat(answer(told).content().orElseThrow())
                    .contains("Oslo: 4 C and rain")
                    .contains("Lima: 19 C and sun");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, GEMINI})
    void seesPictures(String model) throws IOException {
        ChatCompletionCreateParams params =
                ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessageOfArrayOfContentParts(
                                List.of(
                                        ChatCompletionContentPart.ofText(
                                                ChatCompletionContentPartText.builder()
                                                        .text(
                                                                "One word: which colour fills this picture?")
                                                        .build()),
                                        ChatCompletionContentPart.ofImageUrl(
                                                ChatCompletionContentPartImage.builder()
                                                        .imageUrl(
                                                                ChatCompletionContentPartImage
                                                                        .ImageUrl.builder()
                                                                        .url(redPicture())
                                                                        .build())
                                                        .build())))
                        .build();
        assertThat(answer(client.chat().completions().create(params)).content()).hasValue("red");
    }

    private static String redPicture() throws IOException {
        String resource = "/com/brievio/conformance/probe/red.png";
        try (InputStream in = OpenAiJavaSdkTest.class.getResourceAsStream(resource)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            in.transferTo(bytes);
            return "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(bytes.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, GEMINI})
    void answersInJson(String model) {
        ChatCompletionCreateParams params =
                asking(model, "Explain in prose what JSON is, then show an example.")
                        .responseFormat(ResponseFormatJsonObject.builder().build())
                        .build();
        for (ChatCompletion completion :
                List.of(client.chat().completions().create(params), streamed(params))) {
            String json = answer(completion).content().orElseThrow();
            assertThat(json).startsWith("{").endsWith("}");
            assertThat(com.brievio.conformance.wire.Json.parse(json)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, GEMINI})
    void raisesTheSdksOwnErrors(String model) {
        NotFoundException unknown =
                catchThrowableOfType(
                        NotFoundException.class,
                        () ->
                                client.chat()
                                        .completions()
                                        .create(asking(model + "-none", "Hi").build()));
        assertThat(unknown.code()).hasValue("model_not_found");
        assertThat(
                        catchThrowableOfType(
                                BadRequestException.class,
                                () ->
                                        client.chat()
                                                .completions()
                                                .create(
                                                        asking(model, "Hi")
                                                                .temperature(7.0)
                                                                .build())))
                .isNotNull();
        OpenAIClient stranger = client("wrong");
        try {
            UnauthorizedException refused =
                    catchThrowableOfType(
                            UnauthorizedException.class,
                            () ->
                                    stranger.chat()
                                            .completions()
                                            .create(asking(model, "Hi").build()));
            assertThat(refused.code()).hasValue("invalid_api_key");
        } finally {
            stranger.close();
        }
    }
}
