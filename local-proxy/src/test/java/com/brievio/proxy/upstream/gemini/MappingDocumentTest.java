package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.upstream.Fates;
import com.brievio.proxy.upstream.GeminiFacts;
import com.brievio.proxy.upstream.ModelFacts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/mapping/gemini.md} says what the declared fates say. */
class MappingDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/mapping/gemini.md");

    @Test
    void theDocumentIsUpToDate() throws IOException {
        Fates.compare(DOCUMENT, document());
    }

    private static String document() {
        StringBuilder out = new StringBuilder();
        out.append("# OpenAI's chat request on Gemini\n\n");
        out.append(
                "The doors are Google AI Studio and Google Vertex AI. Images by URL are fetched by brievio. ");
        out.append(Fates.tables(GeminiFates::of, GeminiMessageFates.all()));
        out.append("\n## Models\n\n");
        out.append(
                "A model takes the row of the longest family that its name starts with; an unknown Gemini takes the first.\n\n");
        out.append(
                "| Family | Sampling | Prefill | n > 1 | JSON with tools | JSON Schema | Thinks |\n|---|---|---|---|---|---|---|\n");
        ModelFacts.bundled().gemini().forEach(facts -> row(out, facts));
        return out.toString();
    }

    private static void row(StringBuilder out, GeminiFacts facts) {
        String thinks =
                !facts.levels().isEmpty()
                        ? String.join(", ", facts.levels())
                        : facts.mostBudget() > 0
                                ? "budget %d to %d"
                                        .formatted(facts.leastBudget(), facts.mostBudget())
                                : "no";
        out.append(
                "| `%s` | %s | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                facts.family(),
                                yes(facts.sampling()),
                                yes(facts.prefill()),
                                yes(facts.candidates()),
                                yes(facts.jsonWithTools()),
                                yes(facts.jsonSchema()),
                                thinks));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }
}
