package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.Message.ToolCall;
import com.brievio.proxy.stream.CallIds;
import com.brievio.proxy.upstream.ContentParts;
import com.brievio.proxy.upstream.DataUri;
import com.brievio.proxy.upstream.GeminiFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.TextFiles;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code systemInstruction} and {@code contents} (mapping.md section 3): merges neighbours
 * of one role, gives all results of a turn in one content in call order, and signs calls (section
 * 5).
 */
final class GeminiContents {
    /** The documented value for calls whose signature is not at hand (gemini.md section 5). */
    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final Set<String> IMAGES =
            Set.of(
                    "image/png",
                    "image/jpeg",
                    "image/webp",
                    "image/heic",
                    "image/heif",
                    "image/gif");

    private final String model;
    private final GeminiFacts facts;
    private final GeminiDoor door;
    private final ThinkingMemory memory;
    private final ToolNames names;
    private final Notes notes;
    private final ArrayNode contents = Json.object().arrayNode();

    /** What names each call of the turn, by the client's id, in call order. */
    private final Map<String, ObjectNode> turnCalls = new LinkedHashMap<>();

    private final Map<String, ObjectNode> results = new LinkedHashMap<>();
    private final List<ObjectNode> moved = new ArrayList<>();
    private boolean lastIsResults;

    GeminiContents(
            String model,
            GeminiFacts facts,
            GeminiDoor door,
            ThinkingMemory memory,
            ToolNames names,
            Notes notes) {
        this.model = model;
        this.door = door;
        this.facts = facts;
        this.memory = memory;
        this.names = names;
        this.notes = notes;
    }

    void encode(List<Message> conversation, ObjectNode body) {
        ArrayNode system = body.arrayNode();
        int currentTurn = currentTurn(conversation);
        for (int i = 0; i < conversation.size(); i++) {
            switch (conversation.get(i)) {
                case Message.Instruction instruction -> instruction(instruction, system);
                case Message.User user -> user(user);
                case Message.Assistant assistant -> assistant(assistant, i > currentTurn);
                case Message.ToolResult result -> result(result);
            }
        }
        flushResults();
        if (contents.isEmpty()) {
            throw ContentParts.noMessage(model);
        }
        if (contents.get(0).path("role").asString().equals("model")) {
            ObjectNode opening = Json.object().put("role", "user");
            opening.putArray("parts").addObject().put("text", ".");
            contents.insert(0, opening);
            notes.ignored(ContentParts.firstAssistantPath(conversation));
        }
        JsonNode last = contents.get(contents.size() - 1);
        if (last.path("role").asString().equals("model") && !facts.prefill()) {
            throw ContentParts.noPrefill(model, conversation);
        }
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents);
    }

    /** Everything after the last user message is the current turn. */
    private static int currentTurn(List<Message> conversation) {
        int index = -1;
        for (int i = 0; i < conversation.size(); i++) {
            if (conversation.get(i) instanceof Message.User) {
                index = i;
            }
        }
        return index;
    }

    private static void instruction(Message.Instruction instruction, ArrayNode system) {
        String text = joined(instruction.parts());
        if (!text.isBlank()) {
            system.addObject().put("text", text);
        }
    }

    private static String joined(List<ContentPart> parts) {
        return parts.stream()
                .filter(ContentPart.Text.class::isInstance)
                .map(p -> ((ContentPart.Text) p).text())
                .collect(Collectors.joining("\n"));
    }

    private ArrayNode partsOf(String role) {
        if (!lastIsResults
                && !contents.isEmpty()
                && contents.get(contents.size() - 1) instanceof ObjectNode last
                && role.equals(Json.string(last, "role"))) {
            return (ArrayNode) last.path("parts");
        }
        lastIsResults = false;
        return contents.addObject().put("role", role).putArray("parts");
    }

    private void user(Message.User user) {
        flushResults();
        partsOf("user").addAll(ContentParts.encode(user, this::part));
    }

    private void assistant(Message.Assistant assistant, boolean inCurrentTurn) {
        flushResults();
        List<ObjectNode> parts = new ArrayList<>();
        parts.addAll(ContentParts.encode(assistant.parts(), this::part));
        turnCalls.clear();
        Map<String, SignatureRecorder.Known> known = known(assistant);
        for (ToolCall call : assistant.calls()) {
            boolean first = turnCalls.isEmpty();
            SignatureRecorder.Known made = known.get(call.id());
            ObjectNode identity = identity(call, made);
            turnCalls.put(call.id(), identity);
            ObjectNode part = Json.object();
            part.putObject("functionCall").setAll(identity).set("args", call.arguments());
            String signature = made == null ? null : made.signature();
            if (signature != null) {
                part.put("thoughtSignature", signature);
            } else if (first && inCurrentTurn && facts.version() >= 3) {
                part.put("thoughtSignature", NO_SIGNATURE);
                notes.remark("a call of the history goes without its thought signature");
            }
            parts.add(part);
        }
        if (!parts.isEmpty()) {
            partsOf("model").addAll(parts);
        }
    }

    /**
     * Returns what is known of the turn's calls that Gemini made: those that the memory holds, or
     * whose signature the client hands back, which speaks for the calls beside it as well.
     */
    private Map<String, SignatureRecorder.Known> known(Message.Assistant turn) {
        boolean signed = turn.calls().stream().anyMatch(call -> call.signature() != null);
        Map<String, SignatureRecorder.Known> known = new HashMap<>();
        for (ToolCall call : turn.calls()) {
            SignatureRecorder.Known made = SignatureRecorder.recall(memory, model, call);
            if (made == null && signed) {
                made = new SignatureRecorder.Known(call.signature(), call.id());
            } else if (made != null && call.signature() != null) {
                made = new SignatureRecorder.Known(call.signature(), made.id());
            }
            if (made != null) {
                known.put(call.id(), made);
            }
        }
        return known;
    }

    /** An id that Gemini did not give is not sent to it. */
    private ObjectNode identity(ToolCall call, SignatureRecorder.@Nullable Known made) {
        ObjectNode identity = Json.object();
        String id = made == null ? null : made.id();
        if (id != null && !CallIds.isOwn(id)) {
            identity.put("id", id);
        }
        return identity.put("name", names.encode(call.name()));
    }

    private void result(Message.ToolResult result) {
        ObjectNode identity = turnCalls.get(result.callId());
        if (identity == null) {
            throw new IllegalStateException("ConversationRules lets no orphan pass");
        }
        ObjectNode part = Json.object();
        ObjectNode response = part.putObject("functionResponse").setAll(identity);
        response.putObject("response")
                .put(result.failed() ? "error" : "output", joined(result.parts()));
        seen(result, response);
        results.put(result.callId(), part);
    }

    /**
     * Pictures and files in a result; models before 3 take text only (gemini.md section 2), so that
     * they follow the results.
     */
    private void seen(Message.ToolResult result, ObjectNode response) {
        for (ContentPart part : result.parts()) {
            if (part instanceof ContentPart.Text) {
                continue;
            }
            ObjectNode encoded = part(part);
            if (encoded != null && facts.version() < 3) {
                notes.ignored(part.path());
                moved.add(encoded);
            } else if (encoded != null) {
                response.withArray("parts").add(encoded);
            }
        }
    }

    private void flushResults() {
        if (results.isEmpty()) {
            return;
        }
        ArrayNode parts = contents.addObject().put("role", "user").putArray("parts");
        for (String id : turnCalls.keySet()) {
            ObjectNode part = results.get(id);
            if (part != null) {
                parts.add(part);
            }
        }
        results.clear();
        lastIsResults = true;
        if (!moved.isEmpty()) {
            contents.addObject().put("role", "user").putArray("parts").addAll(moved);
            moved.clear();
            lastIsResults = false;
        }
    }

    private @Nullable ObjectNode part(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text ->
                    text.text().isBlank() ? null : Json.object().put("text", text.text());
            case ContentPart.Image image -> image(image);
            case ContentPart.Audio audio -> audio(audio);
            case ContentPart.File file -> file(file);
        };
    }

    private static ObjectNode inline(String mediaType, String base64) {
        ObjectNode part = Json.object();
        part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
        return part;
    }

    private ObjectNode audio(ContentPart.Audio audio) {
        String path = audio.path() + ".input_audio.data";
        if (!audio.format().matches("[a-z0-9]+")) {
            throw ContentParts.unsupported(audio.path() + ".input_audio.format", "send wav or mp3");
        }
        String data = audio.data();
        if (DataUri.is(data)) {
            data = data.substring(data.indexOf(',') + 1);
        }
        data = data.replaceAll("\\s", "");
        try {
            if (Base64.getDecoder().decode(data).length > 0) {
                return inline("audio/" + audio.format().replace("mpeg", "mp3"), data);
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw ContentParts.unsupported(path, "the sound is no valid base64");
    }

    private ObjectNode image(ContentPart.Image image) {
        String path = image.path() + ".image_url.url";
        if (image.detail() != null && !image.detail().equals("auto")) {
            notes.ignored(image.path() + ".image_url.detail");
        }
        ObjectNode held = GoogleFiles.part(image.url(), null, door);
        if (held != null) {
            return held;
        }
        if (!DataUri.is(image.url())) {
            throw ContentParts.unsupported(
                    path, "images are taken as data URIs only on this upstream");
        }
        DataUri data = DataUri.read(image.url(), path);
        if (!IMAGES.contains(data.mediaType()) && !data.mediaType().equals("application/pdf")) {
            throw ContentParts.unsupported(
                    path,
                    data.mediaType()
                            + " is not supported; send image/png, image/jpeg, image/webp,"
                            + " image/heic or image/heif");
        }
        return inline(data.mediaType(), data.base64());
    }

    /** Text of any kind goes as plain text, which every model reads. */
    private ObjectNode file(ContentPart.File file) {
        for (String name : new String[] {file.data(), file.fileId()}) {
            ObjectNode held = name == null ? null : GoogleFiles.part(name, file.filename(), door);
            if (held != null) {
                return held;
            }
        }
        DataUri uri = ContentParts.data(file);
        String text = TextFiles.text(uri, file.filename());
        if (text == null) {
            return inline(uri.mediaType(), uri.base64());
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return inline("text/plain", Base64.getEncoder().encodeToString(bytes));
    }
}
