package com.brievio.proxy.upstream.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Every effort on every kind of model (mapping.md section 4). */
class ReasoningEffortTest {
    private static final TranslationOptions SILENT = new TranslationOptions(false, false, false);

    private static ObjectNode encoded(String model, String effort, Notes[] notes) {
        ObjectNode tree = Json.object().put("model", model).put("max_tokens", 1000);
        tree.putArray("messages").addObject().put("role", "user").put("content", "Hi");
        if (!effort.equals("-")) {
            tree.put("reasoning_effort", effort);
        }
        ChatRequest request = ChatRequestReader.read(Json.bytes(tree));
        notes[0] = new Notes(request);
        return new Claude(ModelFacts.bundled(), SILENT, new ThinkingMemory())
                .encode(request, model, ClaudeDoor.DIRECT, notes[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "claude-sonnet-4-6;-;;;false;1000",
                "claude-sonnet-4-6;none;;;false;1000",
                "claude-sonnet-4-6;minimal;{'type':'adaptive'};low;false;1000",
                "claude-sonnet-4-6;low;{'type':'adaptive'};low;false;1000",
                "claude-sonnet-4-6;medium;{'type':'adaptive'};medium;false;1000",
                "claude-sonnet-4-6;high;{'type':'adaptive'};high;false;1000",
                "claude-sonnet-4-6;xhigh;{'type':'adaptive'};high;true;1000",
                "claude-sonnet-4-6;max;{'type':'adaptive'};max;false;1000",
                "claude-opus-4-7;xhigh;{'type':'adaptive'};xhigh;false;1000",
                "claude-opus-4-8;none;;;false;1000",
                "claude-opus-5;-;;;false;1000",
                "claude-opus-5;none;{'type':'disabled'};;false;1000",
                "claude-sonnet-5;minimal;;low;false;1000",
                "claude-haiku-5-5;max;;max;false;1000",
                "claude-sonnet-5-5;none;{'type':'between_tools'};;false;1000",
                "claude-sonnet-5-5;high;;high;false;1000",
                "claude-opus-5-5;none;;low;true;1000",
                "claude-opus-5-5;xhigh;;xhigh;false;1000",
                "claude-fable-5;none;;low;true;1000",
                "claude-mythos-5-1;medium;;medium;false;1000",
                "claude-haiku-4-5;-;;;false;1000",
                "claude-haiku-4-5;none;;;false;1000",
                "claude-haiku-4-5;minimal;{'type':'enabled','budget_tokens':1024};;false;2024",
                "claude-haiku-4-5;low;{'type':'enabled','budget_tokens':1024};;false;2024",
                "claude-haiku-4-5;medium;{'type':'enabled','budget_tokens':2048};;false;3048",
                "claude-sonnet-4-5;high;{'type':'enabled','budget_tokens':4096};;false;5096",
                "claude-opus-4-5;xhigh;{'type':'enabled','budget_tokens':8192};;true;9192",
                "claude-opus-4-5;max;{'type':'enabled','budget_tokens':16384};;true;17384",
                "claude-unheard-of;none;;low;true;1000"
            })
    void effortsFollowTheModelsFacts(
            String model,
            String effort,
            String thinking,
            String sent,
            boolean reported,
            int maxTokens) {
        Notes[] notes = new Notes[1];
        ObjectNode body = encoded(model, effort, notes);
        if (thinking == null) {
            assertThat(body.has("thinking")).isFalse();
        } else {
            assertThat(body.path("thinking")).isEqualTo(Json.read(thinking.replace('\'', '"')));
        }
        assertThat(body.path("output_config").path("effort").asString(null)).isEqualTo(sent);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(maxTokens);
        assertThat(notes[0].ignored())
                .isEqualTo(reported ? List.of("reasoning_effort") : List.of());
    }
}
