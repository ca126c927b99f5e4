package com.brievio.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Help.Ansi;

/**
 * What the terminal can do: colour by picocli, width and the living line by jansi where there is a
 * terminal at all.
 *
 * @param ansi whether colours are written
 * @param live whether stderr is a terminal, so that a line may be rewritten
 * @param width columns, 60 to 200
 * @param unicode whether the terminal's character set has the glyphs
 */
record Terminal(Ansi ansi, boolean live, int width, boolean unicode) {
    private static final int DEFAULT_WIDTH = 80;

    /** Looks at this process's terminal; {@code plain} asks for no colour and no living line. */
    @SuppressWarnings("SystemConsoleNull") // NullAway still reads it as nullable
    static Terminal detect(boolean plain) {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        Console console = System.console();
        boolean tty = console != null && console.isTerminal();
        boolean live = tty && !plain && !dumb;
        Ansi ansi = plain || dumb ? Ansi.OFF : Ansi.AUTO;
        return new Terminal(ansi, live, tty ? columns() : DEFAULT_WIDTH, unicodeOutput());
    }

    private static int columns() {
        String columns = System.getenv("COLUMNS");
        int width = columns != null && columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : 0;
        if (width == 0) {
            width = jlineColumns();
        }
        return width <= 0 ? DEFAULT_WIDTH : Math.clamp(width, 60, 200);
    }

    /** Loaded in a terminal only; without its signal handlers, which would swallow Ctrl-C. */
    private static int jlineColumns() {
        try (org.jline.terminal.Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build()) {
            return terminal.getSize().getColumns();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean unicodeOutput() {
        String encoding = System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
    }

    /** Returns the text with picocli's markup turned into colours, or dropped. */
    String markup(String text) {
        return ansi.string(text);
    }

    /** Rewrites the living line on stderr; nothing without a terminal. */
    void status(PrintWriter err, String text) {
        if (live) {
            String line = text.length() < width ? text : text.substring(0, width - 1);
            err.print("\r\u001b[2K" + line);
            err.flush();
        }
    }

    /** Replaces control characters, so that an endpoint's text cannot move the cursor. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || isBidiControl(c) ? '\ufffd' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isBidiControl(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
