package com.brievio.proxy.upstream.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every effort on every kind of model (mapping.md section 4). */
class GeminiEffortTest {
    private static final TranslationOptions SILENT = new TranslationOptions(false, false, false);

    private static JsonNode thinking(
            String model, String effort, TranslationOptions options, Notes[] notes) {
        ObjectNode tree = Json.object().put("model", model).put("reasoning_effort", effort);
        tree.putArray("messages").addObject().put("role", "user").put("content", "Hi");
        ChatRequest request = ChatRequestReader.read(Json.bytes(tree));
        notes[0] = new Notes(request);
        return new Gemini(ModelFacts.bundled(), options, new ThinkingMemory())
                .encode(request, model, GeminiDoor.STUDIO, notes[0])
                .path("generationConfig")
                .path("thinkingConfig");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "gemini-2.5-flash;none;{'thinkingBudget':0};false",
                "gemini-2.5-flash;minimal;{'thinkingBudget':1024};false",
                "gemini-2.5-flash;low;{'thinkingBudget':1024};false",
                "gemini-2.5-flash;medium;{'thinkingBudget':8192};false",
                "gemini-2.5-flash;high;{'thinkingBudget':24576};false",
                "gemini-2.5-flash;xhigh;{'thinkingBudget':24576};true",
                "gemini-2.5-flash;max;{'thinkingBudget':24576};true",
                "gemini-2.5-pro;none;{'thinkingBudget':128};true",
                "gemini-2.5-pro;medium;{'thinkingBudget':8192};false",
                "gemini-2.5-pro;max;{'thinkingBudget':32768};true",
                "gemini-3.8-flash;minimal;{'thinkingLevel':'LOW'};false",
                "gemini-3.5-flash;none;{'thinkingLevel':'MINIMAL'};true",
                "gemini-3.5-flash;minimal;{'thinkingLevel':'MINIMAL'};false",
                "gemini-3.6-flash;low;{'thinkingLevel':'LOW'};false",
                "gemini-3-pro-preview;none;{'thinkingLevel':'LOW'};true",
                "gemini-3-pro-preview;medium;{'thinkingLevel':'HIGH'};false",
                "gemini-3.1-pro-preview;medium;{'thinkingLevel':'MEDIUM'};false",
                "gemini-4-argon;high;{'thinkingLevel':'HIGH'};false",
                "gemini-4-argon;xhigh;{'thinkingLevel':'HIGH'};true",
                "gemini-3-flash-preview;max;{'thinkingLevel':'HIGH'};true"
            })
    void effortsFollowTheModelsFacts(
            String model, String effort, String thinking, boolean reported) {
        Notes[] notes = new Notes[1];
        assertThat(thinking(model, effort, SILENT, notes))
                .isEqualTo(Json.read(thinking.replace('\'', '"')));
        assertThat(notes[0].ignored())
                .isEqualTo(reported ? List.of("reasoning_effort") : List.of());
    }

    @Test
    void thoughtsAreAskedForWhereAnEffortIsGiven() {
        Notes[] notes = new Notes[1];
        TranslationOptions shown = TranslationOptions.DEFAULT;
        assertThat(thinking("gemini-3.5-flash", "low", shown, notes).path("includeThoughts"))
                .isEqualTo(Json.read("true"));
        assertThat(thinking("gemini-2.5-flash", "none", shown, notes).has("includeThoughts"))
                .isFalse();
    }

    @Test
    void aModelThatDoesNotThinkIsToldNothing() {
        Notes[] notes = new Notes[1];
        assertThat(thinking("gemini-2.0-flash", "high", SILENT, notes).isMissingNode()).isTrue();
        assertThat(notes[0].ignored()).containsExactly("reasoning_effort");
    }
}
