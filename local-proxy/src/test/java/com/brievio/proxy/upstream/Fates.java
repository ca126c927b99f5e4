package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.RequestField.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Holds declared fates to what happens, and writes them down for readers. */
public final class Fates {
    private static final String IMAGE =
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}";
    private static final String CALL =
            "{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}";
    private static final String ASSISTANT =
            "{\"role\":\"assistant\",\"content\":\"x\",\"tool_calls\":[" + CALL + "]%s}";
    private static final String RESULT =
            "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":%s}";

    private Fates() {}

    /** Returns a request of these messages. */
    public static ObjectNode request(String model, String... messages) {
        ObjectNode tree = Json.object().put("model", model).put("max_tokens", 10);
        tree.set("messages", Json.read("[" + String.join(",", messages) + "]"));
        return tree;
    }

    /** Sends the request by {@code ignored}, which returns what was reported. */
    public static void check(
            FieldFate fate,
            ObjectNode tree,
            String path,
            Function<ObjectNode, List<String>> ignored) {
        if (fate.fate() == Fate.REFUSED) {
            ApiException refused =
                    catchThrowableOfType(ApiException.class, () -> ignored.apply(tree));
            assertThat(refused).as("refused: %s", path).isNotNull();
            assertThat(refused.error().status()).isEqualTo(400);
            assertThat(refused.error().param()).startsWith(path);
            return;
        }
        boolean reported = fate.fate() == Fate.IGNORED;
        assertThat(ignored.apply(tree).stream().anyMatch(p -> p.startsWith(path)))
                .as("%s reported", path)
                .isEqualTo(reported);
    }

    /** Returns a request with a value of the field that its row speaks of. */
    public static ObjectNode sample(String model, RequestField field) {
        ObjectNode tree = request(model, "{\"role\":\"user\",\"content\":\"Hi\"}");
        if (field == RequestField.STREAM_OPTIONS) {
            tree.put("stream", true);
        }
        if (field == RequestField.PARALLEL_TOOL_CALLS) {
            tree.set(
                    "tools",
                    Json.read("[{\"type\":\"function\",\"function\":{\"name\":\"now\"}}]"));
        }
        tree.set(field.key(), Json.read(value(field)));
        return tree;
    }

    private static String value(RequestField field) {
        return switch (field) {
            case MODEL -> "\"claude-sonnet-4-6\"";
            case MESSAGES -> "[{\"role\":\"user\",\"content\":\"Hi\"}]";
            case AUDIO -> "{\"voice\":\"alloy\",\"format\":\"wav\"}";
            case FREQUENCY_PENALTY, PRESENCE_PENALTY, TEMPERATURE, TOP_P -> "0.5";
            case FUNCTION_CALL, TOOL_CHOICE -> "\"auto\"";
            case FUNCTIONS -> "[{\"name\":\"now\"}]";
            case LOGIT_BIAS -> "{\"5\":1}";
            case LOGPROBS, STORE, STREAM -> "true";
            case TOP_LOGPROBS -> "2";
            case MAX_COMPLETION_TOKENS, MAX_TOKENS -> "9";
            case METADATA -> "{\"a\":\"b\"}";
            case MODALITIES -> "[\"text\"]";
            case MODERATION -> "{\"policy\":{\"hate\":{\"mode\":\"score\"}}}";
            case N -> "1";
            case PARALLEL_TOOL_CALLS -> "false";
            case PREDICTION -> "{\"type\":\"content\",\"content\":\"x\"}";
            case PROMPT_CACHE_KEY, PROMPT_CACHE_RETENTION, SAFETY_IDENTIFIER, USER -> "\"u\"";
            case PROMPT_CACHE_OPTIONS -> "{\"a\":1}";
            case REASONING_EFFORT -> "\"low\"";
            case RESPONSE_FORMAT -> "{\"type\":\"json_object\"}";
            case SEED -> "7";
            case SERVICE_TIER -> "\"default\"";
            case STOP -> "\"x\"";
            case STREAM_OPTIONS -> "{\"include_usage\":true}";
            case TOOLS -> "[{\"type\":\"function\",\"function\":{\"name\":\"now\"}}]";
            case VERBOSITY -> "\"low\"";
            case WEB_SEARCH_OPTIONS -> "{\"search_context_size\":\"low\"}";
        };
    }

    /** Returns, for each row, the path that is reported or refused, then the messages. */
    public static Map<String, List<Object>> samples() {
        String user = "{\"role\":\"user\",\"content\":\"Hi\"}";
        Map<String, List<Object>> samples = new LinkedHashMap<>();
        samples.put(
                "role `system`, `developer`",
                List.of("messages", user, "{\"role\":\"developer\",\"content\":\"S\"}"));
        samples.put("role `user`", List.of("messages", user, user));
        samples.put(
                "role `assistant`",
                List.of("messages", user, "{\"role\":\"assistant\",\"content\":\"x\"}", user));
        samples.put(
                "role `assistant` first",
                List.of("messages[0]", "{\"role\":\"assistant\",\"content\":\"x\"}", user));
        samples.put(
                "role `assistant` last",
                List.of("messages[1]", user, "{\"role\":\"assistant\",\"content\":\"x\"}"));
        samples.put(
                "role `tool`, `function`",
                List.of("messages", user, ASSISTANT.formatted(""), RESULT.formatted("\"4 C\"")));
        samples.put(
                "only instructions",
                List.of("messages", "{\"role\":\"system\",\"content\":\"S\"}"));
        samples.put(
                "`name`",
                List.of(
                        "messages[0].name",
                        "{\"role\":\"user\",\"name\":\"Ann\",\"content\":\"Hi\"}"));
        samples.put("text, part `text`", part("messages", "{\"type\":\"text\",\"text\":\"Hi\"}"));
        samples.put("part `image_url`, data URI", part("messages", IMAGE));
        samples.put(
                "part `image_url`, https",
                part(
                        "messages",
                        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\"}}"));
        samples.put(
                "part `image_url`, `gs://`, YouTube, Files API",
                part(
                        "messages",
                        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"gs://lamps/a.png\"}}"));
        samples.put(
                "Anthropic's parts `tool_use`, `tool_result`, `image`, `thinking`",
                part(
                        "messages[0].content[0]",
                        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.org/a.png\"}}"));
        samples.put(
                "`image_url.detail`",
                part(
                        "messages[0].content[0].image_url.detail",
                        IMAGE.replace("\"}}", "\",\"detail\":\"low\"}}")));
        samples.put(
                "part `input_audio`",
                part(
                        "messages[0].content[0]",
                        "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AA==\",\"format\":\"wav\"}}"));
        samples.put(
                "part `file`, `file_data`",
                part(
                        "messages",
                        "{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/pdf;base64,JVBERi0xLjQK\"}}"));
        samples.put(
                "part `file`, `file_id`",
                part(
                        "messages[0].content[0].file.file_id",
                        "{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}"));
        samples.put(
                "`refusal`",
                List.of(
                        "messages",
                        user,
                        "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}",
                        user));
        samples.put(
                "`tool_calls`",
                List.of("messages", user, ASSISTANT.formatted(""), RESULT.formatted("\"4 C\"")));
        samples.put(
                "`tool_calls` of type `custom`",
                List.of(
                        "messages[1].tool_calls[0]",
                        user,
                        ASSISTANT.formatted("").replace("\"function\",", "\"custom\",")));
        samples.put(
                "calls in the history, no `tools`",
                List.of("tools", user, ASSISTANT.formatted(""), RESULT.formatted("\"4 C\"")));
        samples.put(
                "`thinking_blocks`",
                List.of(
                        "messages",
                        user,
                        ASSISTANT.formatted(
                                ",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"H\",\"signature\":\"c2ln\"}]"),
                        RESULT.formatted("\"4 C\"")));
        samples.put(
                "`reasoning_content`, `reasoning`",
                List.of(
                        "messages",
                        user,
                        ASSISTANT.formatted(",\"reasoning_content\":\"H\",\"reasoning\":\"H\""),
                        RESULT.formatted("\"4 C\"")));
        samples.put(
                "`cache_control`",
                part(
                        "messages",
                        "{\"type\":\"text\",\"text\":\"Hi\",\"cache_control\":{\"type\":\"ephemeral\"}}"));
        samples.put(
                "part `image_url` in a `tool` message",
                List.of(
                        "messages",
                        user,
                        ASSISTANT.formatted(""),
                        RESULT.formatted("[" + IMAGE + "]")));
        samples.put("`reasoning_content`, `thinking_blocks`", samples.get("`thinking_blocks`"));
        return samples;
    }

    private static List<Object> part(String path, String part) {
        return List.of(path, "{\"role\":\"user\",\"content\":[" + part + "]}");
    }

    /** Returns the messages of a sample. */
    public static String[] messages(List<Object> sample) {
        return sample.stream().skip(1).map(String::valueOf).toArray(String[]::new);
    }

    /** Compares the document with the text, or rewrites it where golden files are updated. */
    public static void compare(Path document, String text) throws IOException {
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.createDirectories(document.getParent());
            Files.writeString(document, text);
        }
        assertThat(Files.readString(document))
                .as("rewrite it with -Dbrievio.golden=update")
                .isEqualTo(text);
    }

    /** Returns the tables of fields and messages. */
    public static String tables(
            Function<RequestField, FieldFate> fields, Map<String, FieldFate> messages) {
        StringBuilder out = new StringBuilder();
        out.append(
                "Generated from the declared fates; a test sends each field and holds the rows to it. ");
        out.append(
                "\"Reported\" means named in `x-brievio-ignored`, and a 400 under `--strict`.\n");
        out.append("\n## Request fields\n\n| Field | Fate | How |\n|---|---|---|\n");
        Arrays.stream(RequestField.values())
                .sorted(Comparator.comparing(RequestField::key))
                .forEach(field -> row(out, "`" + field.key() + "`", fields.apply(field)));
        out.append("| any other key | ignored, reported | |\n");
        out.append("\n## Messages\n\n| Part | Fate | How |\n|---|---|---|\n");
        messages.forEach((part, fate) -> row(out, part, fate));
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
}
