package com.brievio.cli;

import com.brievio.conformance.CheckDescription;
import com.brievio.conformance.CheckDescription.PlannedRequest;
import com.brievio.conformance.Estimate;
import com.brievio.conformance.Profile;
import com.brievio.conformance.wire.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows the catalogue: {@code --list}, {@code --explain ID} and {@code --dry-run}. */
final class CatalogueListing {
    private static final int LONGEST_BODY = 2000;

    private final Terminal terminal;
    private final PrintWriter out;

    CatalogueListing(Terminal terminal, PrintWriter out) {
        this.terminal = terminal;
        this.out = out;
    }

    /** A line a check: level, requests and output tokens at most, id, title. */
    void table(List<CheckDescription> checks) {
        out.printf("%-6s %4s %6s  %s%n", "level", "req", "tokens", "check");
        String category = "";
        for (CheckDescription check : checks) {
            if (!check.category().equals(category)) {
                category = check.category();
                out.println();
                out.println(category);
            }
            Estimate cost = cost(check.requests());
            String line =
                    String.format(
                            Locale.ROOT,
                            "%-6s %4d %6d  %-40s  %s",
                            check.level(),
                            cost.requests(),
                            cost.mostOutputTokens(),
                            check.id(),
                            check.title());
            out.println(Layout.cut(line, terminal.width()));
        }
        out.println();
        out.println(
                checks.size()
                        + " checks; their requests are shared: a run sends each once ("
                        + "brievio verify --dry-run shows them)");
    }

    private static Estimate cost(List<PlannedRequest> requests) {
        int in = 0;
        int most = 0;
        for (PlannedRequest request : requests) {
            in += request.cost().inputTokens();
            most += request.cost().mostOutputTokens();
        }
        return new Estimate(requests.size(), in, most);
    }

    /** The same as JSON, with everything that is known of each check. */
    void json(List<CheckDescription> checks) {
        ObjectNode json = Json.object().put("schemaVersion", 1);
        ArrayNode array = json.putArray("checks");
        for (CheckDescription check : checks) {
            Estimate cost = cost(check.requests());
            ObjectNode entry =
                    array.addObject()
                            .put("id", check.id())
                            .put("category", check.category())
                            .put("level", check.level().label())
                            .put("title", check.title())
                            .put("why", check.why())
                            .put("fix", check.fix());
            strings(entry, "breaks", check.breaks());
            strings(entry, "profiles", check.profiles().stream().map(Profile::label).toList());
            strings(entry, "probes", check.requests().stream().map(PlannedRequest::probe).toList());
            strings(entry, "catches", check.defects());
            entry.putObject("cost")
                    .put("requests", cost.requests())
                    .put("inputTokens", cost.inputTokens())
                    .put("mostOutputTokens", cost.mostOutputTokens());
        }
        out.println(Json.pretty(json));
    }

    private static void strings(ObjectNode json, String key, List<String> values) {
        ArrayNode array = json.putArray(key);
        values.forEach(array::add);
    }

    /** Everything about one check. */
    void explain(CheckDescription check) {
        Layout layout = new Layout(terminal, out);
        out.println(terminal.bold(check.id()) + "  " + check.level());
        out.println();
        layout.field("requires", check.title());
        layout.field("why", check.why());
        layout.field("breaks", String.join(", ", check.breaks()));
        layout.field("how to fix", check.fix());
        layout.field("verdict", verdict(check));
        layout.field(
                "profiles",
                String.join(", ", check.profiles().stream().map(Profile::label).toList()));
        layout.field("catches", String.join(", ", check.defects()));
        for (PlannedRequest request : check.requests()) {
            out.println();
            out.println(
                    terminal.bold(request.probe())
                            + "  "
                            + request.method()
                            + " "
                            + request.path());
            if (request.scripted()) {
                layout.field("needs", "a scripted upstream: runs on the embedded default only");
            }
            if (!request.body().isEmpty()) {
                body(layout, request.body());
            }
        }
    }

    private static String verdict(CheckDescription check) {
        String broken =
                switch (check.level()) {
                    case MUST -> "FAIL where it is violated twice, WARN where once (flaky)";
                    case SHOULD -> "WARN where it is violated";
                    case MAY -> "INFO where it is violated";
                };
        return broken
                + "; INCONCLUSIVE where the model or the network does not show it; UNSUPPORTED where"
                + " the feature is refused in a well-formed way";
    }

    private void body(Layout layout, String body) {
        JsonNode json = Json.parse(body);
        String text = json == null ? body : Json.pretty(json);
        layout.quoted(
                text.length() <= LONGEST_BODY
                        ? text
                        : text.substring(0, LONGEST_BODY) + "\n… " + text.length() + " characters");
    }

    /** The requests that a run would send, without sending them. */
    void dryRun(String target, List<PlannedRequest> requests) {
        Layout layout = new Layout(terminal, out);
        Estimate sum = cost(requests);
        out.println(target + ": would send " + sum + "; nothing was sent");
        for (PlannedRequest request : requests) {
            out.println();
            out.println(
                    terminal.bold(request.probe())
                            + "  "
                            + request.method()
                            + " "
                            + request.path()
                            + (request.scripted() ? "  (on the embedded default only)" : ""));
            if (!request.body().isEmpty()) {
                body(layout, request.body());
            }
        }
    }
}
