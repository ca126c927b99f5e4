package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.ResponseFormat;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.FieldFates;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.SchemaDrafts;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code POST /v1/messages} (mapping.md sections 2, 3, 5 and 6). */
final class AnthropicEncoder {
    /** Above this many output tokens Anthropic's own clients insist on a stream. */
    private static final int LONGEST_PLAIN = 21_333;

    /** What Bedrock is asked for where the client names no limit (docs/limits.md). */
    private static final int BEDROCK_DEFAULT = 16_384;

    private static final String JSON_OBJECT = "Answer with one JSON object and nothing else.";
    private static final String SCHEMA = "response_format.json_schema.schema";

    private final ChatRequest request;
    private final String model;
    private final ClaudeFacts facts;
    private final ClaudeDoor door;
    private final TranslationOptions options;
    private final ThinkingReplay replay;
    private final Notes notes;
    private final CacheMarks marks = new CacheMarks();
    private final PropertyNames properties;
    private final ObjectNode body = Json.object();

    AnthropicEncoder(
            ChatRequest request,
            String model,
            ClaudeFacts facts,
            ClaudeDoor door,
            TranslationOptions options,
            ThinkingReplay replay,
            PropertyNames properties,
            Notes notes) {
        this.request = request;
        this.model = model;
        this.facts = facts;
        this.door = door;
        this.options = options;
        this.replay = replay;
        this.properties = properties;
        this.notes = notes;
    }

    /** Returns the body; {@code stream} in it tells how the upstream is called. */
    ObjectNode encode() {
        FieldFates.apply(request, field -> AnthropicFates.of(field).fate(), door.upstream(), notes);
        if (request.n() != 1) {
            throw ApiError.invalid("n", "unsupported_value", "n: " + model + " supports only 1")
                    .exception();
        }
        ThinkingPlan plan =
                ThinkingPlan.of(
                        request,
                        facts,
                        door,
                        options.reasoning(),
                        replay.reachesLastTurn(request.messages()),
                        notes);
        body.put("model", model);
        int maxTokens = maxTokens(plan.budget());
        if (maxTokens > 0) {
            body.put("max_tokens", maxTokens);
        }
        system();
        body.set("messages", messages(plan));
        new ToolsWriter(request, model, facts, marks, properties, notes).write(body);
        thinking(plan);
        sampling(plan.on());
        stops();
        format();
        user();
        serviceTier();
        if (request.stream() || maxTokens > LONGEST_PLAIN) {
            body.put("stream", true);
        }
        cache();
        return body;
    }

    private int maxTokens(int budget) {
        Integer asked = request.maxTokens();
        int most = facts.maxOutput();
        if (asked == null) {
            // Bedrock takes what is asked for off the quota before it answers.
            int ours = door.isBedrock() ? Math.min(BEDROCK_DEFAULT + budget, most) : most;
            if (ours > 0) {
                notes.remark("max_tokens defaulted to " + ours);
            }
            return ours;
        }
        if (most > 0 && asked > most) {
            boolean modern = request.tree().path("max_completion_tokens").isNumber();
            notes.ignored(modern ? "max_completion_tokens" : "max_tokens");
            return most;
        }
        return budget == 0 ? asked : Math.min(asked + budget, most);
    }

    private void system() {
        ArrayNode system = body.arrayNode();
        for (Message message : request.messages()) {
            if (message instanceof Message.Instruction instruction) {
                instruction(instruction, system);
            }
        }
        if (request.format() instanceof ResponseFormat.JsonObject) {
            system.add(AnthropicParts.text(JSON_OBJECT));
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    /** Adds one text block for the instruction, more where cache marks stand between its parts. */
    private void instruction(Message.Instruction instruction, ArrayNode system) {
        StringBuilder text = new StringBuilder();
        for (ContentPart part : instruction.parts()) {
            if (!(part instanceof ContentPart.Text t) || t.text().isBlank()) {
                continue;
            }
            text.append(text.isEmpty() ? "" : "\n").append(t.text());
            if (t.cacheControl() != null) {
                ObjectNode block = AnthropicParts.text(text.toString());
                marks.set(block, t.cacheControl(), t.path());
                system.add(block);
                text.setLength(0);
            }
        }
        if (!text.isEmpty()) {
            system.add(AnthropicParts.text(text.toString()));
        }
    }

    private ArrayNode messages(ThinkingPlan plan) {
        AnthropicMessages messages =
                new AnthropicMessages(
                        model,
                        facts,
                        options.instructPrefill(),
                        new AnthropicParts(door, marks, notes),
                        plan.on() ? replay : replay.givenOnly(),
                        properties,
                        notes);
        return messages.encode(request.messages());
    }

    private void thinking(ThinkingPlan plan) {
        if (plan.thinking() != null) {
            body.set("thinking", plan.thinking());
        }
        if (plan.effort() != null) {
            body.withObject("output_config").put("effort", plan.effort());
        }
    }

    private void sampling(boolean thinks) {
        BigDecimal temperature = request.temperature();
        if (request.topK() != null) {
            notes.ignored("top_k");
        }
        BigDecimal topP = request.topP();
        if (!facts.sampling() || thinks) {
            reportUnlessOne("temperature", temperature);
            reportUnlessOne("top_p", topP);
            return;
        }
        boolean heat = temperature != null && temperature.compareTo(BigDecimal.ONE) != 0;
        if (topP != null && heat && !facts.samplesTwofold()) {
            reportUnlessOne("top_p", topP);
        } else if (topP != null) {
            body.put("top_p", topP);
        }
        if (temperature == null || (topP != null && !heat && !facts.samplesTwofold())) {
            return;
        }
        if (temperature.compareTo(BigDecimal.ONE) > 0) {
            notes.ignored("temperature");
            body.put("temperature", 1);
        } else {
            body.put("temperature", temperature);
        }
    }

    private void reportUnlessOne(String field, @Nullable BigDecimal value) {
        if (value != null && value.compareTo(BigDecimal.ONE) != 0) {
            notes.ignored(field);
        }
    }

    private void stops() {
        List<String> sent = request.stop().stream().filter(s -> !s.isBlank()).toList();
        if (!sent.isEmpty()) {
            ArrayNode array = body.putArray("stop_sequences");
            sent.forEach(array::add);
        }
        if (sent.size() < request.stop().size()) {
            notes.remark("white-space stop sequences are applied by the proxy");
        }
    }

    private void format() {
        if (!(request.format() instanceof ResponseFormat.JsonSchema format)) {
            return;
        }
        ObjectNode schema = SchemaDrafts.rewritten(format.schema());
        String recursion = SchemaReducer.recursion(schema);
        if (recursion != null) {
            throw ApiError.invalid(
                            SCHEMA,
                            "unsupported_value",
                            SCHEMA
                                    + ": the schema refers to itself ("
                                    + recursion
                                    + "), which this model does not take")
                    .exception();
        }
        SchemaReducer.Reduced reduced = SchemaReducer.reduce(schema);
        if (reduced.changed()) {
            notes.ignored(SCHEMA);
        }
        body.withObject("output_config")
                .putObject("format")
                .put("type", "json_schema")
                .set("schema", reduced.schema());
    }

    private void user() {
        String user = Json.string(request.tree(), "user");
        String identifier = Json.string(request.tree(), "safety_identifier");
        boolean newer = identifier != null && !identifier.isEmpty();
        String id = newer ? identifier : user;
        if (id == null || id.isEmpty()) {
            return;
        }
        if (id.length() > 256) {
            notes.ignored(newer ? "safety_identifier" : "user");
            return;
        }
        if (PersonalIds.isPersonal(id)) {
            notes.ignored(newer ? "safety_identifier" : "user");
            id = PersonalIds.hashed(id);
        }
        body.putObject("metadata").put("user_id", id);
    }

    private void serviceTier() {
        String tier = request.field(RequestField.SERVICE_TIER).asString("");
        if (tier.equals("default") && door == ClaudeDoor.DIRECT) {
            body.put("service_tier", "standard_only");
        } else if (!tier.isEmpty() && !tier.equals("auto")) {
            notes.ignored("service_tier");
        }
    }

    private void cache() {
        if (!facts.caches()) {
            marks.drop(notes);
            return;
        }
        marks.mend(body, notes);
        if (options.autoCache()) {
            marks.addAutomatic(body, door.cachesByItself(), notes);
        }
    }
}
