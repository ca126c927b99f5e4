package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between the models of a provider, read from one bundled file and overridable. A
 * model takes the facts of the longest family name that it starts with; an unknown one takes the
 * newest family's, which stands first.
 */
public final class ModelFacts {
    /** The ceiling of a model whose name tells no family (decisions.md, "Unknown models"). */
    private static final int NO_FAMILY_OUTPUT = 8192;

    /** Kinds of Gemini that have no thinking to configure, of whatever family. */
    private static final Pattern NO_THINKING =
            Pattern.compile(
                    "-image\\b|-tts\\b|native-audio|-live\\b|computer-use|gemma|learnlm|embedding"
                            + "|^imagen|^tunedModels/|(^|/)endpoints/");

    private static final String TUNED = "gemini-2.5-flash";

    private final Map<String, Map<String, Object>> overrides;

    /** Read when first asked for: a start does not wait for it. */
    private volatile @Nullable Rows rows;

    private record Rows(List<ClaudeFacts> claude, List<GeminiFacts> gemini) {}

    private ModelFacts(Map<String, Map<String, Object>> overrides) {
        this.overrides = overrides;
    }

    /** Returns the facts of the bundled file. */
    public static ModelFacts bundled() {
        return overridden(Map.of());
    }

    /**
     * Returns the facts of the bundled file with these laid over them.
     *
     * @param overrides family name to facts; a family that is not in the file takes what is not
     *     given from the newest of its vendor
     * @throws IllegalArgumentException naming the family and the fact that is unknown or of another
     *     type than in the file
     */
    public static ModelFacts overridden(Map<String, Map<String, Object>> overrides) {
        ModelFacts facts = new ModelFacts(overrides);
        if (!overrides.isEmpty()) {
            facts.prepare();
        }
        return facts;
    }

    /** Reads the file, unless it has been read. */
    public void prepare() {
        rows();
    }

    private Rows rows() {
        Rows known = rows;
        if (known == null) {
            known = read(overrides);
            rows = known;
        }
        return known;
    }

    private static Rows read(Map<String, Map<String, Object>> overrides) {
        JsonNode file = file();
        List<ObjectNode> claude = rows(file.path("claude"));
        List<ObjectNode> gemini = rows(file.path("gemini"));
        overrides.forEach((family, facts) -> {
            if (family.startsWith("claude-")) {
                override(claude, family, facts);
            } else if (family.startsWith("gemini-")) {
                override(gemini, family, facts);
            } else {
                throw new IllegalArgumentException(
                        "model facts: " + family + " is no family; use claude-… or gemini-…");
            }
        });
        return new Rows(
                claude.stream().map(ClaudeFacts::of).toList(),
                gemini.stream().map(GeminiFacts::of).toList());
    }

    private static JsonNode file() {
        try (InputStream in = ModelFacts.class.getResourceAsStream("model-facts.json")) {
            if (in == null) {
                throw new IllegalStateException("model-facts.json is missing from the jar");
            }
            return Json.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("model-facts.json cannot be read", e);
        }
    }

    private static List<ObjectNode> rows(JsonNode array) {
        List<ObjectNode> rows = new ArrayList<>();
        array.forEach(row -> rows.add((ObjectNode) row));
        return rows;
    }

    private static void override(List<ObjectNode> rows, String family, Map<String, Object> facts) {
        ObjectNode row =
                rows.stream()
                        .filter(r -> family.equals(Json.string(r, "family")))
                        .findFirst()
                        .orElse(null);
        if (row == null) {
            row = rows.getFirst().deepCopy().put("family", family);
            rows.add(row);
        }
        for (var fact : facts.entrySet()) {
            JsonNode before = row.path(fact.getKey());
            JsonNode now = Json.of(fact.getValue());
            if (fact.getKey().equals("family") || before.getNodeType() != now.getNodeType()) {
                throw new IllegalArgumentException(
                        "model facts of %s: %s: %s is no fact or has another type; known are %s"
                                .formatted(
                                        family,
                                        fact.getKey(),
                                        now,
                                        String.join(", ", row.propertyNames())));
            }
            row.set(fact.getKey(), now);
        }
    }

    /**
     * Returns the facts of a Claude model, whatever its door calls it: {@code claude-haiku-4-5},
     * {@code us.anthropic.claude-haiku-4-5-20251001-v1:0}, {@code claude-haiku-4-5@20251001}.
     */
    public ClaudeFacts claude(String model) {
        int start = model.indexOf("claude-");
        if (start < 0) {
            return claude().getFirst().withMaxOutput(NO_FAMILY_OUTPUT);
        }
        return longest(claude(), ClaudeFacts::family, model.substring(start));
    }

    /** Returns what is assumed of a model that is not Claude and is spoken to in Claude's terms. */
    public ClaudeFacts other() {
        return ClaudeFacts.OTHER;
    }

    /** Returns all that is known of Claude, newest first. */
    public List<ClaudeFacts> claude() {
        return rows().claude();
    }

    /** Returns all that is known of Gemini, newest first. */
    public List<GeminiFacts> gemini() {
        return rows().gemini();
    }

    /** Returns the names of all families that are known. */
    public List<String> families() {
        return Stream.concat(
                        claude().stream().map(ClaudeFacts::family),
                        gemini().stream().map(GeminiFacts::family))
                .toList();
    }

    /**
     * Returns the facts of a Gemini model, whatever Google's lists put in front of its name. Of an
     * endpoint or a tuned model the family is not known: those of a model that many are made of,
     * and no thinking.
     */
    public GeminiFacts gemini(String named) {
        String plain = named.replaceFirst("^(publishers/google/)?models/", "");
        String model = plain.contains("/") ? TUNED : plain;
        GeminiFacts facts = longest(gemini(), GeminiFacts::family, model);
        boolean thinks = model.equals(plain) && !NO_THINKING.matcher(model).find();
        return thinks ? facts : facts.withoutThinking();
    }

    private static <T> T longest(List<T> rows, Function<T, String> family, String model) {
        T best = rows.getFirst();
        int length = 0;
        for (T row : rows) {
            String name = family.apply(row);
            boolean whole =
                    model.startsWith(name)
                            && (model.length() == name.length()
                                    || "0123456789.".indexOf(model.charAt(name.length())) < 0);
            if (whole && name.length() > length) {
                best = row;
                length = name.length();
            }
        }
        return best;
    }
}
