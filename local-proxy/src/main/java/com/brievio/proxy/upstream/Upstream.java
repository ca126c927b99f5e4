package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A provider behind the proxy. Pure: brings no HTTP, retry, timeout, logging. */
public sealed interface Upstream permits Translator, Passthrough {
    /** Returns the provider's name in messages, such as {@code anthropic}. */
    String name();

    /** Returns what translates requests that the upstream does not take as they are. */
    Translator translator();

    /** Translates an answer of status 400 or more. */
    ApiError error(UpstreamReply reply);

    /** Returns the headers of an answer that the client should see, in OpenAI's names. */
    Map<String, String> headers(Function<String, @Nullable String> upstream);

    /**
     * Returns the call that lists models, or null where this provider has no list.
     *
     * @param cursor null for the first page
     */
    default @Nullable UpstreamCall modelsCall(@Nullable String cursor) {
        return null;
    }

    /** Reads one page of the model list. */
    default ModelsPage modelsPage(JsonNode body) {
        return new ModelsPage(List.of(), null);
    }

    /**
     * A page of the model list.
     *
     * @param next the cursor of the next page, or null on the last
     */
    record ModelsPage(List<Model> models, @Nullable String next) {
        /** Copies the models. */
        public ModelsPage {
            models = List.copyOf(models);
        }
    }

    /**
     * A model as {@code GET /v1/models} shows it; {@code created} in unix seconds, 0 if unknown.
     */
    record Model(String id, long created, String ownedBy) {
        /** Returns the same model under another id. */
        public Model as(String newId) {
            return new Model(newId, created, ownedBy);
        }
    }
}
