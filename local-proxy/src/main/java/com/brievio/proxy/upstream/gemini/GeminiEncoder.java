package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.ResponseFormat;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.openai.ToolDefinition;
import com.brievio.proxy.upstream.FieldFates;
import com.brievio.proxy.upstream.GeminiFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.SchemaDrafts;
import com.brievio.proxy.upstream.SchemaReferences;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code generateContent} (mapping.md sections 2, 3, 5 and 6). */
final class GeminiEncoder {
    /** Gemini takes this many stop sequences; the proxy applies the others. */
    static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final String model;
    private final GeminiFacts facts;
    private final GeminiDoor door;
    private final TranslationOptions options;
    private final ThinkingMemory memory;
    private final Notes notes;
    private final ToolNames names;
    private final ObjectNode body = Json.object();
    private final ObjectNode config = Json.object();

    GeminiEncoder(
            ChatRequest request,
            String model,
            GeminiFacts facts,
            GeminiDoor door,
            TranslationOptions options,
            ThinkingMemory memory,
            Notes notes) {
        this.request = request;
        this.model = model;
        this.facts = facts;
        this.door = door;
        this.options = options;
        this.memory = memory;
        this.names = ToolNames.of(request);
        this.notes = notes;
    }

    ObjectNode encode() {
        FieldFates.apply(request, field -> GeminiFates.of(field).fate(), door.upstream(), notes);
        request.betas().forEach(flag -> notes.ignored("anthropic-beta." + flag));
        new GeminiContents(model, facts, door, memory, names, notes)
                .encode(request.messages(), body);
        if (request.n() > 1) {
            if (!facts.candidates()) {
                throw refuse("n", "n: " + model + " supports only 1");
            }
            config.put("candidateCount", request.n());
        }
        if (request.maxTokens() != null) {
            config.put("maxOutputTokens", request.maxTokens());
        }
        thinking();
        sampling();
        logprobs();
        seed();
        stops();
        tools();
        format();
        serviceTier();
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        return body;
    }

    private static ApiException refuse(String param, String message) {
        return ApiError.invalid(param, "unsupported_value", message).exception();
    }

    private void thinking() {
        ObjectNode thinking =
                GeminiThinking.of(
                        request.effort(), request.thinking(), facts, options.reasoning(), notes);
        if (thinking != null) {
            config.set("thinkingConfig", thinking);
        }
    }

    private void logprobs() {
        if (!request.field(RequestField.LOGPROBS).asBoolean(false)) {
            return;
        }
        config.put("responseLogprobs", true);
        Integer top = Json.integer(request.field(RequestField.TOP_LOGPROBS));
        if (top != null && top > 0) {
            config.put("logprobs", top);
        }
    }

    private void sampling() {
        if (request.topK() != null && facts.sampling()) {
            config.put("topK", request.topK());
        } else if (request.topK() != null) {
            notes.ignored("top_k");
        }
        for (RequestField field : List.of(RequestField.TEMPERATURE, RequestField.TOP_P)) {
            JsonNode value = request.field(field);
            if (value.isMissingNode()) {
                continue;
            }
            if (facts.sampling()) {
                config.set(field == RequestField.TOP_P ? "topP" : "temperature", value);
            } else if (!field.saysNothing(value)) {
                notes.ignored(field.key());
            }
        }
        penalty(RequestField.PRESENCE_PENALTY, "presencePenalty");
        penalty(RequestField.FREQUENCY_PENALTY, "frequencyPenalty");
    }

    private void penalty(RequestField field, String name) {
        JsonNode value = request.field(field);
        if (field.saysNothing(value) || value.isMissingNode()) {
            return;
        }
        if (facts.penalties() || door == GeminiDoor.VERTEX) {
            config.set(name, value);
        } else {
            notes.ignored(field.key());
        }
    }

    private void seed() {
        JsonNode seed = request.field(RequestField.SEED);
        if (seed.isMissingNode()) {
            return;
        }
        Integer value = Json.integer(seed);
        if (value == null) {
            notes.ignored("seed");
        } else {
            config.put("seed", value);
        }
    }

    private void stops() {
        if (request.stop().isEmpty() || request.namesStop()) {
            return;
        }
        ArrayNode stops = config.putArray("stopSequences");
        request.stop().stream().limit(MOST_STOPS).forEach(stops::add);
        if (request.stop().size() > MOST_STOPS) {
            notes.remark("stop sequences after the fifth are applied by the proxy");
        }
    }

    private void tools() {
        if (request.tools().isEmpty()) {
            return;
        }
        ArrayNode declarations =
                body.putArray("tools").addObject().putArray("functionDeclarations");
        for (ToolDefinition tool : request.tools()) {
            ObjectNode declaration =
                    declarations.addObject().put("name", names.encode(tool.name()));
            if (tool.description() != null) {
                declaration.put("description", tool.description());
            }
            if (tool.parameters() != null) {
                parameters(tool, tool.parameters(), declaration);
            }
        }
        ObjectNode choice = choice(request.toolChoice());
        boolean strict = request.tools().stream().anyMatch(ToolDefinition::strict);
        if (strict && (choice == null || choice.path("mode").asString("").equals("AUTO"))) {
            choice = Json.object().put("mode", "VALIDATED");
        }
        if (door == GeminiDoor.VERTEX && request.stream() && facts.version() >= 3) {
            choice = choice == null ? Json.object() : choice;
            choice.put("streamFunctionCallArguments", true);
        }
        if (choice != null) {
            body.putObject("toolConfig").set("functionCallingConfig", choice);
        }
    }

    private void parameters(ToolDefinition tool, ObjectNode schema, ObjectNode declaration) {
        ObjectNode typed = schema;
        if (!schema.has("type")) {
            typed = Json.object().put("type", "object");
            typed.setAll(schema);
        }
        String path = tool.path() + ".function.parameters";
        if (facts.jsonSchema()) {
            declaration.set("parametersJsonSchema", resolved(typed, path));
        } else {
            declaration.set("parameters", OpenApiSchemas.of(resolved(typed, path), path));
        }
    }

    /** Returns the schema in today's form, without references where there need be none. */
    private ObjectNode resolved(ObjectNode schema, String path) {
        SchemaReferences.Resolved resolved = SchemaReferences.resolve(schema, facts.jsonSchema());
        if (resolved.cut()) {
            notes.ignored(path);
        }
        ObjectNode today = SchemaDrafts.rewritten(resolved.schema());
        return facts.jsonSchema() ? JsonSchemas.clean(today) : today;
    }

    private @Nullable ObjectNode choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Unset _ -> null;
            case ToolChoice.Auto _ -> Json.object().put("mode", "AUTO");
            case ToolChoice.None _ -> Json.object().put("mode", "NONE");
            case ToolChoice.Required _ -> Json.object().put("mode", "ANY");
            case ToolChoice.Named named -> only("ANY", List.of(named.name()));
            case ToolChoice.Allowed allowed ->
                    only(allowed.required() ? "ANY" : "VALIDATED", allowed.names());
        };
    }

    private ObjectNode only(String mode, List<String> tools) {
        ObjectNode choice = Json.object().put("mode", mode);
        ArrayNode allowed = choice.putArray("allowedFunctionNames");
        tools.forEach(name -> allowed.add(names.encode(name)));
        return choice;
    }

    private void format() {
        switch (request.format()) {
            case ResponseFormat.Text _ -> {}
            case ResponseFormat.JsonObject _ -> {
                if (needsSieve(request, facts)) {
                    instruct("Answer with one JSON object and nothing else.");
                } else {
                    config.put("responseMimeType", "application/json");
                }
            }
            case ResponseFormat.JsonSchema schema when needsSieve(request, facts) -> {
                notes.ignored("response_format");
                instruct(
                        "Unless you call a tool, answer with one JSON object and nothing else. It"
                                + " must follow this JSON Schema: "
                                + Json.text(schema.schema()));
            }
            case ResponseFormat.JsonSchema schema -> {
                if (!request.tools().isEmpty() && !facts.jsonWithTools()) {
                    throw refuse(
                            "response_format",
                            "response_format: "
                                    + model
                                    + " does not take a JSON schema together with tools");
                }
                config.put("responseMimeType", "application/json");
                String path = "response_format.json_schema.schema";
                ObjectNode resolved = resolved(schema.schema(), path);
                if (facts.jsonSchema()) {
                    config.set("responseJsonSchema", resolved);
                } else {
                    config.set("responseSchema", OpenApiSchemas.of(resolved, path));
                }
            }
        }
    }

    private void instruct(String text) {
        ObjectNode system =
                body.path("systemInstruction") instanceof ObjectNode present
                        ? present
                        : body.putObject("systemInstruction");
        ArrayNode parts =
                system.path("parts") instanceof ArrayNode present
                        ? present
                        : system.putArray("parts");
        parts.addObject().put("text", text);
    }

    /** Tells whether JSON mode cannot be set, so that the answer has to be sieved. */
    static boolean needsSieve(ChatRequest request, GeminiFacts facts) {
        boolean asked =
                request.format() instanceof ResponseFormat.JsonObject
                        || (request.format() instanceof ResponseFormat.JsonSchema schema
                                && schema.lenient());
        return asked && !request.tools().isEmpty() && !facts.jsonWithTools();
    }

    /** Vertex refuses the member: it takes a tier in a header, if at all (VertexUpstream). */
    private void serviceTier() {
        ServiceTier tier = ServiceTier.of(request);
        if (door == GeminiDoor.VERTEX || tier == ServiceTier.USUAL) {
            return;
        }
        if (tier == ServiceTier.UNKNOWN) {
            notes.ignored("service_tier");
        } else {
            body.put("serviceTier", tier.word());
        }
    }
}
