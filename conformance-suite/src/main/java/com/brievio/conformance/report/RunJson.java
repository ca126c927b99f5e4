package com.brievio.conformance.report;

import com.brievio.conformance.Profile;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.probe.Recorder;
import com.brievio.conformance.wire.Json;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the JSON report and the HAR file say of a run as a whole. */
final class RunJson {
    private RunJson() {}

    static ObjectNode target(Target target, Traits traits) {
        ObjectNode json = Json.object();
        if (target.name() != null) {
            json.put("name", target.name());
        }
        json.put("baseUrl", target.baseUrl().toString()).put("model", target.model());
        if (target.embeddingModel() != null) {
            json.put("embeddingModel", target.embeddingModel());
        }
        if (target.imageUrl() != null) {
            json.put("imageUrl", target.imageUrl().toString());
        }
        json.put("authenticated", target.apiKey() != null);
        ObjectNode known = json.putObject("traits");
        known.put("limitField", traits.limitField());
        known.put("temperature", traits.temperature());
        known.put("reasoning", traits.reasoning());
        known.put("forcedTools", traits.forcedTools());
        known.put("roundTripMs", traits.roundTrip().toNanos() / 1e6);
        return json;
    }

    static Target target(JsonNode json) {
        String imageUrl = text(json, "imageUrl");
        return new Target(
                text(json, "name"),
                URI.create(json.path("baseUrl").asString("")),
                json.path("model").asString(""),
                json.path("authenticated").asBoolean(false) ? Recorder.MASKED_KEY : null,
                List.of(),
                text(json, "embeddingModel"),
                imageUrl == null ? null : URI.create(imageUrl));
    }

    static Traits traits(JsonNode target) {
        JsonNode traits = target.path("traits");
        return new Traits(
                traits.path("limitField").asString("max_tokens"),
                traits.path("temperature").asBoolean(true),
                traits.path("reasoning").asBoolean(false),
                traits.path("forcedTools").asBoolean(true),
                Duration.ofNanos(Math.round(traits.path("roundTripMs").asDouble(0) * 1e6)));
    }

    static String profiles(List<Profile> profiles) {
        return String.join(",", profiles.stream().map(Profile::label).toList());
    }

    static List<Profile> profiles(String labels) {
        List<Profile> profiles = new ArrayList<>();
        for (String label : labels.split(",", -1)) {
            if (!label.isEmpty()) {
                profiles.add(Profile.valueOf(label.toUpperCase(Locale.ROOT)));
            }
        }
        return profiles;
    }

    static @Nullable String text(JsonNode json, String key) {
        return json.path(key).isString() ? json.path(key).asString() : null;
    }
}
