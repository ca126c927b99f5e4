package com.brievio.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/** Lays text out for the width of the terminal: labelled fields and quotes. */
final class Layout {
    private static final int LABEL = 12;
    private static final int INDENT = 4;
    private static final int NARROWEST = 20;
    private static final int MOST_LINES = 40;

    private final Terminal terminal;
    private final PrintWriter out;

    Layout(Terminal terminal, PrintWriter out) {
        this.terminal = terminal;
        this.out = out;
    }

    /** Prints a labelled text, wrapped at words; nothing where there is none. */
    void field(String label, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        String start = "  " + label + " ".repeat(Math.max(1, LABEL - label.length()));
        String indent = " ".repeat(start.length());
        for (String line : wrap(Terminal.printable(text), terminal.width() - indent.length())) {
            out.println(start + line);
            start = indent;
        }
    }

    /**
     * Prints a text after a start that may hold colours; what does not fit goes on below, indented.
     *
     * @param columns how wide the start is
     */
    void line(String start, int columns, String text) {
        String plain = Terminal.printable(text);
        int first = terminal.width() - columns;
        if (columns(plain) <= first) {
            out.println(start + plain);
            return;
        }
        int hard = cutAt(plain, Math.max(0, first));
        int space = Math.max(0, plain.lastIndexOf(' ', hard));
        out.println((start + plain.substring(0, space)).stripTrailing());
        for (String line : wrap(plain.substring(space).strip(), terminal.width() - INDENT)) {
            out.println(" ".repeat(INDENT) + line);
        }
    }

    /**
     * Prints parts with a separator between them: in a terminal as many to a line as fit, else on
     * one line, for those who search it.
     *
     * @param columns how wide the start is, which may hold colours
     */
    void parts(String start, int columns, List<String> parts) {
        String separator = terminal.separator();
        StringBuilder line = new StringBuilder(start);
        int taken = columns;
        for (int i = 0; i < parts.size(); i++) {
            String part = Terminal.printable(parts.get(i));
            int more = columns(part) + (i == 0 ? 0 : separator.length());
            if (i > 0 && terminal.live() && taken + more > terminal.width()) {
                out.println(line);
                line = new StringBuilder(" ".repeat(INDENT));
                taken = INDENT;
            } else if (i > 0) {
                line.append(separator);
            }
            line.append(part);
            taken += more;
        }
        out.println(line);
    }

    /** Prints a labelled text as it is, so that it can be copied; the terminal breaks it. */
    void copyable(String label, String text) {
        out.println("  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + text);
    }

    /** Prints lines behind a bar, broken at the terminal's width. */
    void quoted(String text) {
        quoted(text, 0, 0);
    }

    /**
     * The same, where the characters from {@code start} to {@code end} stand out: in colour, and by
     * carets under them.
     */
    void quoted(String text, int start, int end) {
        int width = terminal.width() - 6;
        int lineStart = 0;
        int lines = 0;
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty() && lines < MOST_LINES) {
                int from = Math.clamp((long) start - lineStart, 0, line.length());
                int to = Math.clamp((long) end - lineStart, 0, line.length());
                lines += pieces(Terminal.printable(line), from, to, width);
            }
            lineStart += line.length() + 1;
        }
    }

    private int pieces(String line, int from, int to, int width) {
        int at = 0;
        int lines = 0;
        while (at < line.length() && lines < MOST_LINES) {
            int length = cutAt(line.substring(at), Math.max(NARROWEST, width));
            String piece = line.substring(at, at + length);
            int markFrom = Math.clamp((long) from - at, 0, length);
            int markTo = Math.clamp((long) to - at, 0, length);
            out.println(
                    "    "
                            + terminal.bar()
                            + " "
                            + piece.substring(0, markFrom)
                            + terminal.marked(piece.substring(markFrom, markTo))
                            + piece.substring(markTo));
            if (markTo > markFrom) {
                out.println(
                        "    "
                                + terminal.bar()
                                + " "
                                + " ".repeat(columns(piece.substring(0, markFrom)))
                                + "^".repeat(columns(piece.substring(markFrom, markTo))));
            }
            at += length;
            lines++;
        }
        return lines;
    }

    /** Breaks text at words, and inside words where one is longer than a line. */
    static List<String> wrap(String text, int width) {
        int room = Math.max(NARROWEST, width);
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (columns(rest) > room) {
            int hard = cutAt(rest, room);
            int space = rest.lastIndexOf(' ', hard);
            int at = space > hard / 2 ? space : hard;
            lines.add(rest.substring(0, at));
            rest = rest.substring(at).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** Cuts text to so many columns. */
    static String cut(String text, int width) {
        int room = Math.max(NARROWEST, width);
        return columns(text) <= room ? text : text.substring(0, cutAt(text, room - 1)) + "…";
    }

    /** Returns the place after the last character that fits; never inside a character. */
    private static int cutAt(String text, int room) {
        int columns = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            columns += columns(c);
            if (columns > room) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static int columns(String text) {
        return text.codePoints().map(Layout::columns).sum();
    }

    private static int columns(int character) {
        return Math.max(0, WCWidth.wcwidth(character));
    }
}
