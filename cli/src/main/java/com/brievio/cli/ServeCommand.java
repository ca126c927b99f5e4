package com.brievio.cli;

import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.Limits;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code brievio serve}: the proxy. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Serve the OpenAI API on localhost over Claude and Gemini.",
        footer = {
            "",
            "Then point a client at it:",
            "  export OPENAI_BASE_URL=http://127.0.0.1:4000/v1",
            "  model: claude-sonnet-4-6, gemini-3.5-flash,",
            "         anthropic/ID, bedrock/ID, vertex/ID, gemini/ID",
            "",
            "Keys: ANTHROPIC_API_KEY, GEMINI_API_KEY or GOOGLE_API_KEY; without one the",
            "client's own key is passed on.",
            "Bedrock: AWS_REGION, and AWS_BEARER_TOKEN_BEDROCK or AWS's credential chain.",
            "Vertex: GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION, Google's",
            "application-default credentials.",
            "Base URLs: ANTHROPIC_BASE_URL, GOOGLE_GEMINI_BASE_URL,",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, GOOGLE_VERTEX_BASE_URL."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "4000",
            description = "Port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration (default: brievio.yaml here, else brievio/brievio.yaml in the XDG"
                            + " configuration folder).")
    private @Nullable Path config;

    @Option(
            names = "--simulated",
            description = "Use the simulated providers inside; any key will do.")
    private boolean simulated;

    @Option(
            names = "--strict",
            description = "Refuse with 400 what would be ignored or approximated.")
    private boolean strict;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            description = "Clients must present the key in this environment variable.")
    private @Nullable String apiKeyEnv;

    @Option(names = "--no-reasoning", description = "Neither ask for thinking text nor pass it on.")
    private boolean noReasoning;

    @Option(
            names = "--no-auto-cache",
            description = "Do not mark prompt prefixes for Claude's cache.")
    private boolean noAutoCache;

    @Option(
            names = "--prefill",
            paramLabel = "refuse|instruct",
            defaultValue = "refuse",
            description =
                    "What becomes of a last assistant message that Claude does not continue: a 400,"
                            + " or an instruction (default: ${DEFAULT-VALUE}).")
    private String prefill = "refuse";

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Time for running answers when stopped (default: ${DEFAULT-VALUE}).")
    private int grace;

    @Option(names = "--quiet", description = "Log no requests.")
    private boolean quiet;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (port < 0 || port > 65_535) {
            throw new UsageProblem("--port: " + port + " is not between 0 and 65535");
        }
        try (Simulation simulation = simulated ? Simulation.start(null) : null) {
            Configuration configuration = Configuration.load(config, System.getenv());
            UpstreamEnvironment environment =
                    new UpstreamEnvironment(configuration, System.getenv());
            List<Provider> providers =
                    simulation == null ? environment.providers() : simulation.providers();
            ProxyServer server = start(providers, configuration, err);
            CountDownLatch stopped = stopOnSignal(server);
            out.println("brievio serve: listening on " + server.baseUrl());
            out.flush();
            if (!quiet) {
                hints(server, environment, err);
            }
            stopped.await();
            return ExitCode.OK;
        }
    }

    private ProxyServer start(
            List<Provider> providers, Configuration configuration, PrintWriter err) {
        RequestLog log = new RequestLog(err);
        ProxyOptions options =
                new ProxyOptions(
                        host,
                        port,
                        providers,
                        guardKey(),
                        strict,
                        translation(),
                        configuration.models(),
                        new ImageOptions(
                                configuration.imagesAllowed(),
                                ImageOptions.DEFAULT.mostBytes(),
                                ImageOptions.DEFAULT.limit()),
                        Limits.DEFAULT,
                        quiet ? _ -> {} : log::write);
        try {
            return ProxyServer.start(options);
        } catch (BindException e) {
            throw new UsageProblem(
                    "cannot listen on "
                            + host
                            + ":"
                            + port
                            + " ("
                            + e.getMessage()
                            + "); choose another with --port, 0 for a free one");
        } catch (UnknownHostException e) {
            throw new UsageProblem("--host: " + host + " is no address of this machine");
        } catch (IOException e) {
            throw new UsageProblem("cannot listen on " + host + ":" + port + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()));
        }
    }

    private TranslationOptions translation() {
        if (!prefill.equals("refuse") && !prefill.equals("instruct")) {
            throw new UsageProblem("--prefill: '" + prefill + "' is not refuse or instruct");
        }
        return new TranslationOptions(!noReasoning, !noAutoCache, prefill.equals("instruct"));
    }

    private @Nullable String guardKey() {
        if (apiKeyEnv == null) {
            return null;
        }
        String key = System.getenv(apiKeyEnv);
        if (key == null || key.isBlank()) {
            throw new UsageProblem("--api-key-env: " + apiKeyEnv + " is not set");
        }
        return key;
    }

    private void hints(ProxyServer server, UpstreamEnvironment environment, PrintWriter err) {
        err.println("  export OPENAI_BASE_URL=" + server.baseUrl());
        if (simulated) {
            err.println(
                    "  simulated providers, any key; models "
                            + String.join(", ", Simulation.MODELS)
                            + " and others");
        } else {
            environment.keySources().forEach(line -> err.println("  " + line));
        }
        err.flush();
    }

    /** On SIGINT or SIGTERM running answers finish first, and the exit code is 0. */
    private CountDownLatch stopOnSignal(ProxyServer server) {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            server.stop(Duration.ofSeconds(Math.max(0, grace)));
                            stopped.countDown();
                            // The signal's own code would be 130 or 143; a clean stop is a success.
                            Runtime.getRuntime().halt(ExitCode.OK);
                        },
                        "brievio-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return stopped;
    }
}
