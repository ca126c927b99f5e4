package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parts of an answer that OpenAI's message has no place for (decisions.md, "Nothing paid for is
 * lost in silence"): pictures go into {@code images}, in the form of {@code image_url} parts;
 * everything else goes as it came into {@code gemini_parts}.
 */
final class Attachments {
    private Attachments() {}

    static ModelEvent of(int choice, JsonNode part) {
        JsonNode inline = part.path("inlineData");
        String type = inline.path("mimeType").asString("");
        if (type.startsWith("image/") && inline.path("data").isString()) {
            ObjectNode image = Json.object().put("type", "image_url");
            image.putObject("image_url")
                    .put("url", "data:" + type + ";base64," + inline.path("data").asString());
            return new ModelEvent.Attached(choice, "images", image);
        }
        ObjectNode item = Json.object();
        part.properties().forEach(entry -> item.set(entry.getKey(), entry.getValue()));
        return new ModelEvent.Attached(choice, "gemini_parts", item);
    }
}
