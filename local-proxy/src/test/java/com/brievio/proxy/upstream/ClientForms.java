package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.messages.MessagesForm;
import com.brievio.proxy.responses.Envelope;
import com.brievio.proxy.responses.ResponseStore;
import com.brievio.proxy.responses.ResponsesForm;
import com.brievio.proxy.responses.ResponsesRequestReader;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.ResponseForm;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Responses in the forms of the Responses and Messages APIs, with ids that count. */
final class ClientForms {
    private static final Pattern SEALED = Pattern.compile("\"encrypted_content\":\"([^\"]+)\"");

    private ClientForms() {}

    static ResponsesForm responses(String model) {
        String tools =
                "[{\"type\":\"custom\",\"name\":\"two\"},{\"type\":\"namespace\",\"name\":\"space\","
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"one\"}]}]";
        byte[] request =
                Json.bytes(
                        Json.read(
                                "{\"model\":\"%s\",\"input\":\"Hi\",\"tools\":%s}"
                                        .formatted(model, tools)));
        AtomicInteger next = new AtomicInteger();
        return new ResponsesForm(
                ResponsesRequestReader.read(request, ResponseStore.NONE, ""),
                InstantSource.fixed(WireCases.CLOCK),
                prefix -> prefix + "_" + next.incrementAndGet(),
                _ -> {});
    }

    static MessagesForm messages(String model) {
        return new MessagesForm("msg_1", model, 7, true);
    }

    static String stream(ResponseForm form, List<ModelEvent> events) {
        ByteSink out = new ByteSink();
        events.forEach(event -> form.render(event, out));
        form.end(out);
        return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
    }

    static ObjectNode whole(ResponseForm form, List<ModelEvent> events) {
        events.forEach(form::fold);
        return form.whole();
    }

    /** Returns the text with envelopes opened: packers differ in their bytes. */
    static String opened(String text) {
        Matcher sealed = SEALED.matcher(text);
        StringBuilder out = new StringBuilder();
        while (sealed.find()) {
            Envelope envelope = Envelope.opened(sealed.group(1));
            String told =
                    envelope == null
                            ? "damaged"
                            : envelope.vendor()
                                    + " "
                                    + envelope.model()
                                    + " "
                                    + envelope.blocks()
                                    + " "
                                    + envelope.signatures();
            sealed.appendReplacement(
                    out,
                    Matcher.quoteReplacement("\"encrypted_content\":" + Json.text(Json.of(told))));
        }
        return sealed.appendTail(out).toString();
    }

    /** Returns the data of each event. */
    static List<JsonNode> data(String stream) {
        List<JsonNode> all = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> all.add(Json.read(line.substring(6))));
        return all;
    }
}
