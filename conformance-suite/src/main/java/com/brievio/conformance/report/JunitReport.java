package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
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
        long failures = count(report, Status.FAIL);
        long errors = count(report, Status.ERROR);
        long skipped =
                count(report, Status.INCONCLUSIVE)
                        + count(report, Status.UNSUPPORTED)
                        + count(report, Status.SKIP);
        newline(xml, 1);
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean("brievio verify " + report.target()));
        xml.writeAttribute("tests", Integer.toString(report.outcomes().size()));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", Long.toString(errors));
        xml.writeAttribute("skipped", Long.toString(skipped));
        xml.writeAttribute("time", seconds(report.duration().toMillis()));
        xml.writeAttribute("timestamp", report.startedAt().toString().replaceFirst("\\..*", ""));
        for (Outcome outcome : report.outcomes()) {
            testcase(xml, outcome);
        }
        newline(xml, 1);
        xml.writeEndElement();
    }

    private static long count(Report report, Status status) {
        return report.counts().getOrDefault(status, 0);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1e3);
    }

    private static void testcase(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        newline(xml, 2);
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", outcome.id());
        xml.writeAttribute("classname", outcome.category());
        xml.writeAttribute("time", seconds(outcome.duration().toMillis()));
        switch (outcome.status()) {
            case PASS, INFO -> {}
            case WARN -> {
                newline(xml, 3);
                xml.writeStartElement("system-out");
                xml.writeCharacters(clean("WARN " + details(outcome)));
                xml.writeEndElement();
            }
            case FAIL -> problem(xml, "failure", outcome);
            case ERROR -> problem(xml, "error", outcome);
            case INCONCLUSIVE, UNSUPPORTED, SKIP -> {
                newline(xml, 3);
                xml.writeStartElement("skipped");
                xml.writeAttribute(
                        "message", clean(outcome.status().label() + ": " + outcome.message()));
                xml.writeEndElement();
            }
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
