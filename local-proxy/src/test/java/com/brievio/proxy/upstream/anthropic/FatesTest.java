package com.brievio.proxy.upstream.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.upstream.Fates;
import com.brievio.proxy.upstream.FieldFate;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** What is declared of every field is what happens to it. */
class FatesTest {
    private static final String MODEL = "claude-sonnet-4-6";

    private static List<String> ignored(ObjectNode tree) {
        ChatRequest request = ChatRequestReader.read(Json.bytes(tree));
        Notes notes = new Notes(request);
        new Claude(ModelFacts.bundled(), TranslationOptions.DEFAULT, new ThinkingMemory())
                .encode(request, request.model(), ClaudeDoor.DIRECT, notes);
        return notes.ignored();
    }

    @ParameterizedTest
    @EnumSource(RequestField.class)
    void everyRequestFieldMeetsItsFate(RequestField field) {
        Fates.check(
                AnthropicFates.of(field),
                Fates.sample(MODEL, field),
                field.key(),
                FatesTest::ignored);
    }

    static List<String> rows() {
        return List.copyOf(MessageFates.all().keySet());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everythingInsideMessagesMeetsItsFate(String row) {
        List<Object> sample = Fates.samples().get(row);
        assertThat(sample).as("a sample of %s", row).isNotNull();
        Fates.check(
                MessageFates.all().get(row),
                Fates.request(MODEL, Fates.messages(sample)),
                (String) sample.getFirst(),
                FatesTest::ignored);
    }

    @Test
    void aModeratedPromptThatMustBlockIsRefused() {
        ObjectNode tree = Fates.request(MODEL, "{\"role\":\"user\",\"content\":\"Hi\"}");
        tree.set("moderation", Json.read("{\"policy\":{\"hate\":{\"mode\":\"block\"}}}"));
        Fates.check(FieldFate.refused(""), tree, "moderation", FatesTest::ignored);
    }
}
