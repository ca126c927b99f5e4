package com.brievio.conformance.check;

import com.brievio.conformance.Level;
import com.brievio.conformance.probe.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One row of the catalogue (conformance.md section 2.2).
 *
 * @param id permanent id
 * @param category one of the contract's categories
 * @param title what must hold
 * @param level how binding it is
 * @param why why it matters
 * @param fix what a server does to meet it
 * @param breaks the clients that break
 * @param probes the probes that it reads
 * @param anyWillDo whether one accepted probe is enough; else all must be accepted
 * @param followUps further probes, chosen by what the first ones showed
 * @param judge pure function of the evidence
 */
public record Check(
        String id,
        String category,
        String title,
        Level level,
        String why,
        String fix,
        List<String> breaks,
        List<Probe> probes,
        boolean anyWillDo,
        Function<Evidence, List<Probe>> followUps,
        Function<Evidence, Finding> judge) {

    /** Copies the lists. */
    public Check {
        breaks = List.copyOf(breaks);
        probes = List.copyOf(probes);
    }

    /** Starts a row of level MUST. */
    static Row must(String id, String title) {
        return new Row(id, title, Level.MUST);
    }

    /** Starts a row of level SHOULD. */
    static Row should(String id, String title) {
        return new Row(id, title, Level.SHOULD);
    }

    /** Starts a row of level MAY. */
    static Row may(String id, String title) {
        return new Row(id, title, Level.MAY);
    }

    /** Collects the cells of a row. */
    static final class Row {
        private final String id;
        private final String title;
        private final Level level;
        private String why = "";
        private String fix = "";
        private List<String> breaks = List.of();
        private final List<Probe> probes = new ArrayList<>();
        private boolean anyWillDo;
        private Function<Evidence, List<Probe>> followUps = _ -> List.of();

        private Row(String id, String title, Level level) {
            this.id = id;
            this.title = title;
            this.level = level;
        }

        Row why(String text) {
            why = text;
            return this;
        }

        Row fix(String text) {
            fix = text;
            return this;
        }

        Row breaks(String... clients) {
            breaks = List.of(clients);
            return this;
        }

        Row on(Probe... read) {
            probes.addAll(List.of(read));
            return this;
        }

        Row over(List<Probe> read) {
            probes.addAll(read);
            anyWillDo = true;
            return this;
        }

        Row then(Function<Evidence, List<Probe>> more) {
            followUps = more;
            return this;
        }

        /** The row holds where the probe is answered with status 200. */
        Check accepts(Probe probe) {
            return over(List.of(probe)).judge(e -> Judging.accepted(e, List.of(probe)));
        }

        Check judge(Function<Evidence, Finding> judge) {
            return new Check(
                    id,
                    category(id),
                    title,
                    level,
                    why,
                    fix,
                    breaks,
                    probes,
                    anyWillDo,
                    followUps,
                    judge);
        }

        private static String category(String id) {
            String start = id.substring(0, id.indexOf('.'));
            return switch (start) {
                case "chat" -> {
                    String second = id.substring(5, id.indexOf('.', 5));
                    yield second.equals("envelope")
                            ? "envelope"
                            : second.matches("stream|chunk") ? "streaming" : "params";
                }
                case "error" -> "errors";
                case "emb" -> "embeddings";
                default -> start;
            };
        }
    }
}
