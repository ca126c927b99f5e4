package com.brievio.conformance.report;

import com.brievio.conformance.Baseline;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The JUnit XML report: one {@code testcase} a check, the category as its class name. JUnit's own
 * writer is not used: it puts every system property and the class path into the file.
 */
public final class JunitReport {
    private JunitReport() {}

    /** Writes one {@code testsuite} a report. */
    public static String write(List<Report> reports) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            newline(xml, 0);
            xml.writeStartElement("testsuites");
            for (Report report : reports) {
                suite(xml, report);
            }
            newline(xml, 0);
            xml.writeEndElement();
            newline(xml, 0);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    private static void newline(XMLStreamWriter xml, int indent) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(indent));
    }

    private static void suite(XMLStreamWriter xml, Report report) throws XMLStreamException {
        long failures = count(report, "failure");
        long errors = count(report, "error");
        long skipped = count(report, "skipped");
        newline(xml, 1);
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean("brievio verify " + report.target()));
        xml.writeAttribute("tests", Integer.toString(report.outcomes().size()));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", Long.toString(errors));
        xml.writeAttribute("skipped", Long.toString(skipped));
        xml.writeAttribute("time", seconds(report.duration().toMillis()));
        for (Outcome outcome : report.outcomes()) {
            testcase(xml, report, outcome);
        }
        newline(xml, 1);
        xml.writeEndElement();
    }

    private static long count(Report report, String element) {
        return report.outcomes().stream().filter(o -> element(report, o).equals(element)).count();
    }

    /** Returns the element that says what became of a check; "" for a plain success. */
    private static String element(Report report, Outcome outcome) {
        boolean known = report.isKnown(outcome);
        return switch (outcome.status()) {
            case PASS, INFO -> "";
            case WARN -> "system-out";
            case FAIL -> known ? "skipped" : "failure";
            case ERROR -> known ? "skipped" : "error";
            case INCONCLUSIVE, UNSUPPORTED, SKIP -> "skipped";
        };
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1e3);
    }

    private static void testcase(XMLStreamWriter xml, Report report, Outcome outcome)
            throws XMLStreamException {
        newline(xml, 2);
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", outcome.id());
        xml.writeAttribute("classname", outcome.category());
        xml.writeAttribute("time", seconds(outcome.duration().toMillis()));
        String element = element(report, outcome);
        switch (element) {
            case "" -> {}
            case "system-out" -> {
                newline(xml, 3);
                xml.writeStartElement(element);
                xml.writeCharacters(clean("WARN " + details(outcome)));
                xml.writeEndElement();
            }
            case "skipped" -> {
                newline(xml, 3);
                xml.writeStartElement(element);
                Baseline.Kind known = report.allowed().get(outcome.id());
                String word = known == null ? outcome.status().label() : known.label();
                xml.writeAttribute("message", clean(word + ": " + outcome.message()));
                xml.writeEndElement();
            }
            default -> problem(xml, element, outcome);
        }
        newline(xml, 2);
        xml.writeEndElement();
    }

    private static void problem(XMLStreamWriter xml, String element, Outcome outcome)
            throws XMLStreamException {
        newline(xml, 3);
        xml.writeStartElement(element);
        xml.writeAttribute("message", clean(outcome.title() + ": " + outcome.message()));
        xml.writeAttribute("type", outcome.level().label());
        xml.writeCharacters(clean(details(outcome)));
        xml.writeEndElement();
    }

    private static String details(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        text.append(outcome.title()).append('\n');
        text.append("expected: ").append(outcome.expected()).append('\n');
        text.append("actual:   ").append(outcome.actual()).append('\n');
        text.append("why:      ").append(outcome.why()).append('\n');
        text.append("fix:      ").append(outcome.fix()).append('\n');
        if (!outcome.breaks().isEmpty()) {
            text.append("breaks:   ").append(String.join(", ", outcome.breaks())).append('\n');
        }
        for (Outcome.Sighting sighting : outcome.evidence()) {
            text.append("seen in ").append(sighting.exchange());
            if (sighting.event() != null) {
                text.append(" event ").append(sighting.event());
            }
            text.append(": ").append(sighting.excerpt()).append('\n');
        }
        if (outcome.curl() != null) {
            text.append(outcome.curl()).append('\n');
        }
        return text.toString();
    }

    /** Replaces the characters that XML 1.0 cannot hold. */
    static String clean(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(c ->
                        c == '\n'
                                        || c == '\t'
                                        || (c >= 0x20 && c < 0xd800)
                                        || (c >= 0xe000 && c <= 0xfffd)
                                        || c >= 0x10000
                                ? c
                                : '\ufffd')
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
