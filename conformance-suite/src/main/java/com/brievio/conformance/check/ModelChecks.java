package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;

import com.brievio.conformance.probe.ModelProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The model list (conformance.md section 2.2, models). */
final class ModelChecks {
    private ModelChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("models.list-shape", "GET /models lists models")
                        .why("model pickers read it")
                        .fix("write {\"object\":\"list\",\"data\":[…]}")
                        .breaks("every client")
                        .over(List.of(ModelProbes.LIST))
                        .judge(ModelChecks::list),
                Check.must("models.item-shape", "an entry has id, object, created, owned_by")
                        .why("typed decoders require them")
                        .fix("write id, object \"model\", created and owned_by")
                        .breaks("async-openai")
                        .on(ModelProbes.LIST)
                        .judge(ModelChecks::item),
                Check.should("models.contains-target", "the list has the model under test")
                        .why("user interfaces offer what is listed")
                        .fix("list every id that is served")
                        .on(ModelProbes.LIST)
                        .judge(ModelChecks::containsTarget),
                Check.should("models.ids-unique", "no id is listed twice")
                        .why("model pickers key by it")
                        .fix("list each id once, however many replicas serve it")
                        .on(ModelProbes.LIST)
                        .judge(ModelChecks::unique),
                Check.should("models.retrieve", "a listed model can be asked for by its id")
                        .why("clients validate a configured model so")
                        .fix("serve GET /models/{id}")
                        .breaks("openai-python", "openai-node")
                        .on(ModelProbes.LIST, ModelProbes.RETRIEVE)
                        .judge(ModelChecks::retrieve),
                Check.should("models.retrieve-slash", "an id with a slash can be asked for too")
                        .why("most open models have one")
                        .fix("match the rest of the path as the id, %2F decoded")
                        .on(ModelProbes.LIST)
                        .then(e -> slashed(e) == null ? List.of() : slashProbes(e))
                        .judge(ModelChecks::retrieveSlash),
                Check.should("models.retrieve-404", "an unknown id is a 404")
                        .why("clients tell a typo from an outage by it")
                        .fix("answer 404 in the error form")
                        .on(ModelProbes.NONE)
                        .judge(e -> ErrorChecks.refusal(e, ModelProbes.NONE, 404)));
    }

    private static Finding list(Evidence e) {
        Exchange exchange = e.of(ModelProbes.LIST);
        if (!exchange.accepted()) {
            return Finding.broken(seen(exchange, "status 200", status(exchange)));
        }
        JsonNode body = body(exchange);
        boolean list =
                body.path("object").asString("").equals("list") && body.path("data").isArray();
        return expect(
                list, e, ModelProbes.LIST, "{object:\"list\", data:[…]}", kind(body.path("data")));
    }

    private static JsonNode data(Evidence e) {
        return body(e.of(ModelProbes.LIST)).path("data");
    }

    private static List<String> ids(Evidence e) {
        List<String> ids = new ArrayList<>();
        data(e).forEach(item -> ids.add(item.path("id").asString("")));
        return ids;
    }

    private static Finding item(Evidence e) {
        if (data(e).isEmpty()) {
            return new Finding.Undecided("the list is empty");
        }
        for (JsonNode item : data(e)) {
            boolean id = item.path("id").isString();
            boolean object = item.path("object").asString("").equals("model");
            if (!id || !object) {
                return expect(
                        false, e, ModelProbes.LIST, "id and object \"model\"", item.toString());
            }
            boolean rest =
                    item.path("created").isIntegralNumber() && item.path("owned_by").isString();
            if (!rest) {
                return new Finding.Weak(
                        seen(
                                e.of(ModelProbes.LIST),
                                "created, an integer, and owned_by, a string",
                                "created is "
                                        + kind(item.path("created"))
                                        + ", owned_by is "
                                        + kind(item.path("owned_by"))));
            }
        }
        return Finding.holds();
    }

    private static Finding containsTarget(Evidence e) {
        if (data(e).isEmpty()) {
            return expect(false, e, ModelProbes.LIST, "at least one model", "an empty list");
        }
        return ids(e).contains(e.target().model())
                ? Finding.holds()
                : new Finding.Noted(e.target().model() + " is not listed (an alias?)");
    }

    private static Finding unique(Evidence e) {
        Set<String> seen = new HashSet<>();
        for (String id : ids(e)) {
            if (!seen.add(id)) {
                return expect(false, e, ModelProbes.LIST, "each id once", "\"" + id + "\" again");
            }
        }
        return Finding.holds();
    }

    private static Finding retrieve(Evidence e) {
        String model = e.target().model();
        if (!ids(e).contains(model)) {
            return new Finding.NotApplicable(model + " is not listed");
        }
        if (model.contains("/")) {
            return new Finding.NotApplicable("the id has a slash: see models.retrieve-slash");
        }
        Exchange exchange = e.of(ModelProbes.RETRIEVE);
        String id = body(exchange).path("id").asString("");
        return exchange.accepted() && id.equals(model)
                ? Finding.holds()
                : Finding.broken(
                        seen(
                                exchange,
                                "status 200 and the id " + model,
                                status(exchange) + ", id \"" + id + "\""));
    }

    private static @Nullable String slashed(Evidence e) {
        return ids(e).stream().filter(id -> id.contains("/")).findFirst().orElse(null);
    }

    private static List<Probe> slashProbes(Evidence e) {
        String id = String.valueOf(slashed(e));
        return List.of(ModelProbes.slashEncoded(id), ModelProbes.slashRaw(id));
    }

    private static Finding retrieveSlash(Evidence e) {
        String id = slashed(e);
        if (id == null) {
            return new Finding.NotApplicable("no listed id has a slash");
        }
        List<Probe> asked = slashProbes(e);
        boolean found =
                asked.stream()
                        .map(e::of)
                        .anyMatch(x -> x.accepted() && body(x).path("id").asString("").equals(id));
        Exchange encoded = e.of(asked.getFirst());
        return found
                ? Finding.holds()
                : Finding.broken(seen(encoded, "the model " + id, status(encoded)));
    }
}
