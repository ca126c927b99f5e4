package com.brievio.cli;

import com.brievio.conformance.Status;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Help.Ansi;

/**
 * What the terminal can do: colour by picocli; width, and whether stderr is a terminal, by jansi.
 *
 * @param ansi whether colours are written
 * @param live whether stderr is a terminal, so that a line may be rewritten
 * @param columns real width of the terminal, 80 where it is unknown
 * @param unicode whether the terminal's character set has the glyphs
 * @param shared whether stdout goes to the same terminal
 */
record Terminal(Ansi ansi, boolean live, int columns, boolean unicode, boolean shared) {
    private static final int DEFAULT_WIDTH = 80;

    /** Looks at this process's terminal; {@code plain} asks for no colour and no living line. */
    @SuppressWarnings("SystemConsoleNull") // NullAway still reads it as nullable
    static Terminal detect(boolean plain) {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        Console console = System.console();
        boolean tty = console != null && console.isTerminal();
        Ansi ansi = plain || dumb ? Ansi.OFF : Ansi.AUTO;
        // Outside a terminal jansi would cost its start-up for nothing.
        int columns = tty && !dumb ? columnsOfStderr() : 0;
        boolean live = columns > 0 && !plain;
        int width = columns > 0 ? columns : DEFAULT_WIDTH;
        return new Terminal(ansi, live, width, unicodeOutput(), live && stdoutIsTerminal());
    }

    /** Returns the width to lay text out for, 60 to 200. */
    int width() {
        return Math.clamp(columns, 60, 200);
    }

    /**
     * Returns 0 where stderr is no terminal. Without JLine's signal handlers, which would swallow
     * Ctrl-C, and without its questions to the terminal, which would wait for an answer.
     */
    private static int columnsOfStderr() {
        try (org.jline.terminal.Terminal terminal =
                TerminalBuilder.builder()
                        .system(true)
                        .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                        .dumb(true)
                        .nativeSignals(false)
                        .graphemeCluster(false)
                        .build()) {
            boolean none = terminal.getType().startsWith(org.jline.terminal.Terminal.TYPE_DUMB);
            return none ? 0 : Math.max(0, terminal.getSize().getColumns());
        } catch (IOException e) {
            return 0;
        }
    }

    /** The console is a terminal only where both stdin and stdout are one. */
    @SuppressWarnings("SystemConsoleNull") // NullAway still reads it as nullable
    private static boolean stdoutIsTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static boolean unicodeOutput() {
        String encoding = System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
    }

    /** Returns the text with picocli's markup turned into colours, or dropped. */
    String markup(String text) {
        return ansi.string(text);
    }

    /** Returns the text in bold. */
    String bold(String text) {
        return style("bold", text);
    }

    /** Returns the text in the colour of the status; the glyph beside it says the same. */
    String tag(Status status, String text) {
        return switch (status) {
            case PASS -> style("green", text);
            case FAIL, ERROR -> style("red", text);
            case WARN -> style("yellow", text);
            case INFO, INCONCLUSIVE, UNSUPPORTED, SKIP -> style("faint", text);
        };
    }

    /** Returns the text so that it stands out of its line. */
    String marked(String text) {
        return style("reverse", text);
    }

    /** Markup around text that is free of markup itself. */
    private String style(String style, String text) {
        return text.contains("|@") || text.contains("@|") || text.isEmpty()
                ? text
                : markup("@|" + style + " " + text + "|@");
    }

    /** Returns the sign of the status, plain where the character set has no other. */
    String glyph(Status status) {
        if (unicode) {
            return status.glyph();
        }
        return switch (status) {
            case PASS -> "+";
            case FAIL, ERROR -> "x";
            case WARN -> "!";
            case INFO -> "i";
            case INCONCLUSIVE -> "?";
            case UNSUPPORTED -> "o";
            case SKIP -> "-";
        };
    }

    /** Returns what stands between the parts of a line. */
    String separator() {
        return unicode ? " · " : " - ";
    }

    /** Returns what stands before quoted lines. */
    String bar() {
        return unicode ? "│" : "|";
    }

    /** Rewrites the living line on stderr; nothing without a terminal. */
    void status(PrintWriter err, String text) {
        if (live) {
            String line = text.length() < columns ? text : text.substring(0, columns - 1);
            err.print("\r\u001b[2K" + line);
            err.flush();
        }
    }

    /** Replaces control characters, so that an endpoint's text cannot move the cursor. */
    static String printable(String text) {
        if (text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(c -> "\n\r\t\u2028\u2029".indexOf(c) >= 0 ? ' ' : c)
                .map(c -> Character.isISOControl(c) || isBidiControl(c) ? '\ufffd' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isBidiControl(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
