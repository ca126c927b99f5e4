package com.brievio.proxy.upstream.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.ModelFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/mapping/anthropic.md} says what the declared fates say. */
class MappingDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/mapping/anthropic.md");
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    @Test
    void theDocumentIsUpToDate() throws IOException {
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, document());
        }
        assertThat(Files.readString(DOCUMENT))
                .as("rewrite it with -Dbrievio.golden=update")
                .isEqualTo(document());
    }

    private static String document() {
        StringBuilder out = new StringBuilder();
        out.append("# OpenAI's chat request on Claude\n\n");
        out.append(
                "Generated from the declared fates; a test sends each field and holds the rows to it. ");
        out.append("\"Reported\" means named in `x-brievio-ignored`, and a 400 under `--strict`. ");
        out.append(
                "The doors are Anthropic's own API, Amazon Bedrock (InvokeModel; Converse for models that are not Claude) and Google Vertex AI.\n");
        out.append("\n## Request fields\n\n| Field | Fate | How |\n|---|---|---|\n");
        Arrays.stream(RequestField.values())
                .sorted(Comparator.comparing(RequestField::key))
                .forEach(field -> row(out, "`" + field.key() + "`", AnthropicFates.of(field)));
        out.append("| any other key | ignored, reported | |\n");
        out.append("\n## Messages\n\n| Part | Fate | How |\n|---|---|---|\n");
        MessageFates.all().forEach((part, fate) -> row(out, part, fate));
        out.append("\n## Models\n\n");
        out.append(
                "A model takes the row of the longest family that its name starts with; an unknown Claude takes the first. ");
        out.append("A forced call is `tool_choice` `required` or a named function. ");
        out.append(
                "System inside: whether the model takes a system message inside the conversation; brievio hoists them for every model.\n\n");
        out.append(
                "| Family | Most output tokens | Sampling | Prefill | Forced call | Thinks | Efforts | System inside |\n|---|---|---|---|---|---|---|---|\n");
        ModelFacts.bundled().claude().forEach(facts -> row(out, facts));
        return out.toString();
    }

    private static void row(StringBuilder out, String name, FieldFate fate) {
        String word =
                switch (fate.fate()) {
                    case CARRIED -> "carried";
                    case IGNORED -> "ignored, reported";
                    case REFUSED -> "400";
                };
        out.append("| %s | %s | %s |\n".formatted(name, word, fate.how()));
    }

    private static void row(StringBuilder out, ClaudeFacts facts) {
        String thinks =
                switch (facts.thinking()) {
                    case NONE -> "no";
                    case BUDGET -> "when asked, with a budget";
                    case ON_REQUEST -> "when asked";
                    case DEFAULT -> "unless `none`";
                    case ALWAYS -> "always";
                    case BETWEEN_TOOLS -> "always; `none`: between tools only";
                };
        String efforts =
                EFFORTS.stream()
                        .filter(facts.efforts()::contains)
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("–");
        out.append(
                String.format(
                        Locale.ROOT,
                        "| `%s` | %d | %s | %s | %s | %s | %s | %s |\n",
                        facts.family(),
                        facts.maxOutput(),
                        yes(facts.sampling()),
                        yes(facts.prefill()),
                        yes(facts.forcedTools()),
                        thinks,
                        efforts,
                        yes(facts.systemInPlace())));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }
}
