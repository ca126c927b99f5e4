package com.brievio.cli;

import com.brievio.conformance.Nearest;
import com.brievio.conformance.NoSuchCheck;
import com.brievio.conformance.PlainWords;
import com.brievio.conformance.TargetUnusable;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.server.ProxyServer;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
@Command(
        name = "brievio",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Local translating LLM proxy and conformance tester.",
        subcommands = {ServeCommand.class, VerifyCommand.class},
        exitCodeOnExecutionException = ExitCode.OWN_FAILURE,
        footer = {
            "",
            "Try it without a key:",
            "  brievio verify                the simulated providers, the real proxy, all checks",
            "  brievio serve --simulated     an OpenAI endpoint on localhost"
        })
public final class Main implements Runnable {
    static {
        // Read by the JDK's server when it is first used: streams would stall 40 ms without it.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    @CommandLine.Spec private @Nullable CommandSpec spec;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        int code;
        try {
            if (args.length > 0 && args[0].equals("serve")) {
                ProxyServer.warmUp();
            }
            HttpsProxy.install(System.getenv());
            code = commandLine(args).execute(args);
        } catch (UsageProblem e) {
            oneLine(standardError(), String.valueOf(e.getMessage()));
            code = ExitCode.USAGE;
        } catch (Throwable e) {
            code = ownFailure(e, standardError());
        }
        System.out.flush();
        System.exit(code);
    }

    private static PrintWriter standardError() {
        return new PrintWriter(System.err, true, Charset.defaultCharset());
    }

    /**
     * The model for these arguments. It is read from annotations, which takes a good part of a
     * start: where the first argument names a command, that of this command alone.
     */
    static CommandLine commandLine(String... args) {
        CommandLine line =
                switch (args.length == 0 ? "" : args[0]) {
                    case "serve" -> alone("serve", new ServeCommand());
                    case "verify" -> alone("verify", new VerifyCommand());
                    default -> new CommandLine(new Main());
                };
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        if ("dumb".equals(System.getenv("TERM"))) {
            line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        }
        line.setParameterExceptionHandler(new WrongUsage());
        line.setExecutionExceptionHandler(new Failure());
        return line;
    }

    private static CommandLine alone(String name, Object command) {
        return new CommandLine(CommandSpec.create().name("brievio")).addSubcommand(name, command);
    }

    /** Without a command there is nothing to do: shows what there is. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing command: serve or verify (see brievio --help)");
        }
    }

    /** A class, not a lambda: the archive of class data has no place for one of this interface. */
    private static final class WrongUsage implements CommandLine.IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException e, String[] args) {
            PrintWriter err = e.getCommandLine().getErr();
            String message = e.getMessage() == null ? "wrong usage" : e.getMessage();
            if (e instanceof UnmatchedArgumentException unmatched) {
                message += " (did you mean " + nearest(unmatched) + "?)";
            }
            oneLine(err, message);
            return ExitCode.USAGE;
        }
    }

    private static String nearest(UnmatchedArgumentException e) {
        String typed = e.getUnmatched().getFirst();
        CommandSpec command = e.getCommandLine().getCommandSpec();
        return typed.startsWith("-")
                ? Nearest.to(typed.replaceFirst("=.*", ""), command.optionsMap().keySet())
                : Nearest.to(typed, command.subcommands().keySet());
    }

    /** A class for the same reason. */
    private static final class Failure implements CommandLine.IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
            return failure(e, line);
        }
    }

    private static int failure(Exception e, CommandLine line) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return switch (e) {
            case UsageProblem _ -> {
                // A configuration file is wrong in as many lines as it takes.
                message.lines().forEach(each -> oneLine(line.getErr(), each));
                yield ExitCode.USAGE;
            }
            case NoSuchCheck _ -> {
                oneLine(line.getErr(), message);
                yield ExitCode.USAGE;
            }
            case TargetUnusable _ -> {
                oneLine(line.getErr(), message);
                yield ExitCode.UNREACHABLE;
            }
            default -> ownFailure(e, line.getErr());
        };
    }

    /** Nothing but a verdict exits with 1: what even picocli lets through is brievio's failure. */
    static int ownFailure(Throwable thrown, PrintWriter err) {
        String advice =
                thrown instanceof OutOfMemoryError
                        ? "give it more: BRIEVIO_JAVA_OPTS=-Xmx1g"
                        : "set BRIEVIO_DEBUG=1 for the stack";
        oneLine(err, "failed: " + PlainWords.of(thrown) + " (" + advice + ")");
        if (System.getenv("BRIEVIO_DEBUG") != null) {
            thrown.printStackTrace(err);
        }
        return ExitCode.OWN_FAILURE;
    }

    private static void oneLine(PrintWriter err, String message) {
        String line = Secrets.masked(message.lines().findFirst().orElse(""));
        err.println("brievio: " + Terminal.printable(line));
        err.flush();
    }
}
