package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What differs between the models of a provider (anthropic.md section 8, gemini.md section 4), read
 * from one bundled file. A model takes the facts of the longest family name that it starts with; an
 * unknown one takes the newest family's, which stands first.
 */
public final class ModelFacts {
    private final List<Claude> claude = new ArrayList<>();
    private final List<Gemini> gemini = new ArrayList<>();

    /**
     * Facts of a Claude model.
     *
     * @param family start of the model's name
     * @param maxOutput most output tokens of one answer
     * @param sampling whether temperature or top_p may be sent
     * @param prefill whether the last message may be the assistant's
     * @param forcedTools whether a call may be forced
     */
    public record Claude(
            String family, int maxOutput, boolean sampling, boolean prefill, boolean forcedTools) {}

    /**
     * Facts of a Gemini model.
     *
     * @param family start of the model's name
     * @param version family number, such as 2.5
     * @param sampling whether temperature and topP have an effect
     * @param prefill whether the last content may be the model's
     * @param candidates whether candidateCount may exceed 1
     * @param jsonWithTools whether JSON mode and function tools go together
     * @param penalties whether presence and frequency penalties may be sent
     */
    public record Gemini(
            String family,
            double version,
            boolean sampling,
            boolean prefill,
            boolean candidates,
            boolean jsonWithTools,
            boolean penalties) {}

    /** Reads the bundled file. */
    public static ModelFacts bundled() {
        try (InputStream in = ModelFacts.class.getResourceAsStream("model-facts.json")) {
            if (in == null) {
                throw new IllegalStateException("model-facts.json is missing from the jar");
            }
            return new ModelFacts(Json.read(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("model-facts.json cannot be read", e);
        }
    }

    private ModelFacts(JsonNode file) {
        for (JsonNode row : file.path("claude")) {
            claude.add(
                    new Claude(
                            row.path("family").asString(),
                            row.path("maxOutput").asInt(),
                            row.path("sampling").asBoolean(),
                            row.path("prefill").asBoolean(),
                            row.path("forcedTools").asBoolean()));
        }
        for (JsonNode row : file.path("gemini")) {
            gemini.add(
                    new Gemini(
                            row.path("family").asString(),
                            row.path("version").asDouble(),
                            row.path("sampling").asBoolean(),
                            row.path("prefill").asBoolean(),
                            row.path("candidates").asBoolean(),
                            row.path("jsonWithTools").asBoolean(),
                            row.path("penalties").asBoolean()));
        }
    }

    /** Returns the facts of a Claude model. */
    public Claude claude(String model) {
        return longest(claude, Claude::family, model);
    }

    /** Returns the facts of a Gemini model. */
    public Gemini gemini(String model) {
        return longest(gemini, Gemini::family, model);
    }

    private static <T> T longest(List<T> rows, Function<T, String> family, String model) {
        T best = rows.getFirst();
        int length = 0;
        for (T row : rows) {
            String name = family.apply(row);
            boolean whole =
                    model.startsWith(name)
                            && (model.length() == name.length()
                                    || !Character.isDigit(model.charAt(name.length())));
            if (whole && name.length() > length) {
                best = row;
                length = name.length();
            }
        }
        return best;
    }
}
