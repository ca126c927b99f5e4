package com.brievio.proxy.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.json.JsonMembers;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request must tell before it is known where it goes.
 *
 * @param model the client's model name
 * @param stream whether a stream is asked for
 * @param members the whole request, unread
 */
public record RequestHead(String model, boolean stream, JsonMembers members) {
    /** Tells whether the client asks for a usage chunk in its stream. */
    public boolean includeUsage() {
        byte[] options = members.value("stream_options");
        JsonMembers inside = options == null ? null : JsonMembers.read(options);
        return inside != null && inside.isTrue("include_usage");
    }

    /**
     * Reads it from the bytes of any request that names a model.
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 where the body is no JSON object, or
     *     names no model, or two
     */
    public static RequestHead read(byte[] body) {
        JsonMembers members = RequestBody.members(body);
        if (members.repeats("model")) {
            throw Fields.invalidValue("model", "Invalid 'model': it stands twice.");
        }
        ObjectNode named = Json.object();
        byte[] value = members.value("model");
        if (value != null) {
            named.set("model", Json.read(value));
        }
        String model = new Fields(named, "").requiredString("model");
        return new RequestHead(model, members.isTrue("stream"), members);
    }
}
