package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.Fates;
import com.brievio.proxy.upstream.ModelFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/mapping/anthropic.md} says what the declared fates say. */
class MappingDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/mapping/anthropic.md");
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    @Test
    void theDocumentIsUpToDate() throws IOException {
        Fates.compare(DOCUMENT, document());
    }

    private static String document() {
        StringBuilder out = new StringBuilder();
        out.append("# OpenAI's chat request on Claude\n\n");
        out.append(
                "The doors are Anthropic's own API, Amazon Bedrock (InvokeModel; Converse for models that are not Claude) and Google Vertex AI. ");
        out.append(Fates.tables(AnthropicFates::of, MessageFates.all()));
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
