package com.brievio.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/checks.md} is written from the catalogue, so that it cannot drift. */
class CatalogueDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/checks.md");
    private static final Path DEFECTS =
            Path.of("src/main/resources/com/brievio/conformance/defects.txt");

    private static List<String> document() throws IOException {
        List<String> defects = Files.readAllLines(DEFECTS);
        List<String> lines = new ArrayList<>();
        lines.add("# Checks");
        lines.add("");
        lines.add(
                "Written from the catalogue; `mvn verify -Dbrievio.golden=update` rewrites it. The last"
                        + " column names the");
        lines.add("defects of the faithful endpoint that the check was seen to catch.");
        String category = "";
        for (Check check : Catalogue.checks()) {
            if (!check.category().equals(category)) {
                category = check.category();
                lines.add("");
                lines.add("## " + category);
                lines.add("");
                lines.add(
                        "| Check | Level | What must hold | Why | Breaks | How to fix | Catches |");
                lines.add("|---|---|---|---|---|---|---|");
            }
            lines.add(row(check, defects));
        }
        return lines;
    }

    private static String row(Check check, List<String> defects) {
        String caught =
                defects.stream()
                        .filter(line -> List.of(line.split(" ", -1)).contains(check.id()))
                        .map(line -> "`" + line.substring(0, line.indexOf(':')) + "`")
                        .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        check.id(),
                        check.level(),
                        check.title(),
                        check.why(),
                        String.join(", ", check.breaks()),
                        check.fix().replace("|", "\\|"),
                        caught);
    }

    @Test
    void everyCheckSaysHowToFixIt() {
        assertThat(Catalogue.checks())
                .allSatisfy(c -> assertThat(c.fix()).as(c.id()).isNotBlank())
                .allSatisfy(c -> assertThat(c.why()).as(c.id()).isNotBlank());
    }

    @Test
    void documentIsWhatTheCatalogueSays() throws IOException {
        List<String> lines = document();
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.write(DOCUMENT, lines);
        }
        assertThat(Files.readAllLines(DOCUMENT)).isEqualTo(lines);
    }
}
