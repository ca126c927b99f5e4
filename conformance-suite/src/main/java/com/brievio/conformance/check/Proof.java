package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Json;
import tools.jackson.databind.JsonNode;

/** Whether a part of the request reaches the model, by an unguessable word and a control. */
final class Proof {
    private Proof() {}

    /**
     * Holds where the answer has the word. Broken only where the control, which tells the word in
     * the user's own message, has it twice and the probe has it twice not; a server that quotes
     * whole prompts proves nothing.
     */
    static Finding of(Evidence e, Probe probe, Probe control, String word) {
        if (text(e, probe).contains(word)) {
            return Finding.holds();
        }
        if (!text(e, control).contains(word)) {
            return new Finding.Undecided("the model does not repeat it in the control either");
        }
        if (quotes(e, control)) {
            return new Finding.Undecided("the server quotes the whole prompt in the control");
        }
        if (text(e, probe.again()).contains(word)) {
            return Finding.holds();
        }
        return text(e, control.again()).contains(word)
                ? expect(false, e, probe, "an answer with " + word, text(e, probe))
                : new Finding.Undecided("the model repeats it in one control and not in the other");
    }

    private static boolean quotes(Evidence e, Probe control) {
        JsonNode body = Json.parse(e.of(control).request().body());
        JsonNode none = Json.object().path("none");
        JsonNode input = body == null ? none : body.path("input");
        JsonNode messages = body == null ? none : body.path("messages");
        String prompt =
                messages.isEmpty()
                        ? input.asString("")
                        : messages.get(messages.size() - 1).path("content").asString("");
        return !prompt.isEmpty() && text(e, control).contains(prompt);
    }
}
