package com.brievio.cli;

import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.Setting;
import com.brievio.proxy.error.OwnFailure;
import com.brievio.proxy.server.DryRun;
import com.brievio.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            "         anthropic/ID, bedrock/ID, vertex/ID, gemini/ID, openai/ID",
            "",
            "Keys: ANTHROPIC_API_KEY, GEMINI_API_KEY or GOOGLE_API_KEY; without one the",
            "client's own key is passed on.",
            "Bedrock: AWS_REGION, and AWS_BEARER_TOKEN_BEDROCK or AWS's credential chain.",
            "Vertex: GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION, Google's",
            "application-default credentials.",
            "OpenAI, or any server that speaks its API: OPENAI_API_KEY, OPENAI_BASE_URL.",
            "Base URLs: ANTHROPIC_BASE_URL, GOOGLE_GEMINI_BASE_URL,",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, GOOGLE_VERTEX_BASE_URL.",
            "",
            "What would be sent: brievio serve --dry-run < request.json"
        })
final class ServeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on, 0 for a free one (default: 4000).")
    private @Nullable Integer port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration (default: brievio.yaml here, else brievio/brievio.yaml in the XDG"
                            + " configuration folder).")
    private @Nullable Path config;

    @Option(
            names = "--simulated",
            description = "Use the simulated providers inside; any key will do, or none.")
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

    @Option(
            names = "--allow-open",
            description =
                    "Listen beyond this machine without a key: everybody who reaches the port"
                            + " spends yours.")
    private boolean allowOpen;

    @Option(names = "--no-reasoning", description = "Neither ask for thinking text nor pass it on.")
    private boolean noReasoning;

    @Option(
            names = "--no-auto-cache",
            description = "Do not mark prompt prefixes for Claude's cache.")
    private boolean noAutoCache;

    @Option(
            names = "--no-store",
            description =
                    "Keep no responses: previous_response_id and item references are not found.")
    private boolean noStore;

    @Option(
            names = "--prefill",
            paramLabel = "refuse|instruct",
            description =
                    "What becomes of a last assistant message that Claude does not continue: a 400,"
                            + " or an instruction (default: refuse).")
    private @Nullable String prefill;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "Time for running answers when stopped (default: 10).")
    private @Nullable Integer grace;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            description = "How a request is logged (default: text).")
    private @Nullable String logFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description =
                    "error: answers of 500 and more, warn: of 400 and more, info: all (default:"
                            + " info).")
    private @Nullable String logLevel;

    @Option(names = "--quiet", description = "Log no requests.")
    private boolean quiet;

    @Option(
            names = "--print-config",
            description = "Print what is in force and where it comes from, and exit.")
    private boolean printConfig;

    @Option(
            names = "--dry-run",
            description =
                    "Read a request from standard input, print what would be sent upstream, and"
                            + " exit; 1 where the request would be refused.")
    private boolean dryRun;

    @Option(
            names = "--api",
            paramLabel = "chat|responses|messages",
            description =
                    "The API that the request of --dry-run is of: OpenAI's chat completions or"
                            + " Responses, Anthropic's Messages (default: chat).")
    private @Nullable String api;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Configuration configuration = Configuration.load(config, System.getenv());
        UpstreamEnvironment environment = new UpstreamEnvironment(configuration, System.getenv());
        ServeSettings settings = new ServeSettings(flags(), configuration);
        OwnKeys.know(System.getenv(), environment);
        if (printConfig) {
            new PrintedConfig(out, configuration).print(settings, environment);
            return ExitCode.OK;
        }
        try (Simulation simulation = simulated ? Simulation.start(null) : null) {
            List<Provider> providers =
                    simulation == null
                            ? environment.providers()
                            : simulation.beside(environment.named());
            ProxyOptions options = options(providers, configuration, settings);
            if (dryRun) {
                return DryRunCommand.run(
                        options, api(), settings.text("logFormat"), System.in, out, err);
            }
            boolean open = requireGuard(settings.text("host"), err);
            boolean silent = settings.is("quiet");
            RequestLog log =
                    new RequestLog(
                            err,
                            settings.text("logFormat").equals("json"),
                            settings.text("logLevel"));
            OwnFailure.tell(silent ? _ -> {} : log::failure);
            ProxyServer server = start((silent ? options : options.with(log::write)).openTo(open));
            CountDownLatch stopped = stopOnSignal(server, settings.grace());
            out.println("brievio serve: listening on " + server.baseUrl());
            out.flush();
            if (!silent) {
                hints(server, environment, err);
            }
            stopped.await();
            return ExitCode.OK;
        }
    }

    private Map<String, Setting> flags() {
        Map<String, Setting> flags = new LinkedHashMap<>();
        ServeSettings.put(flags, "host", host, "--host");
        ServeSettings.put(flags, "port", port, "--port");
        ServeSettings.put(flags, "strict", strict ? true : null, "--strict");
        ServeSettings.put(flags, "reasoning", noReasoning ? false : null, "--no-reasoning");
        ServeSettings.put(flags, "store", noStore ? false : null, "--no-store");
        ServeSettings.put(flags, "autoCache", noAutoCache ? false : null, "--no-auto-cache");
        word(flags, "prefill", prefill, "--prefill", List.of("refuse", "instruct"));
        ServeSettings.put(flags, "grace", grace, "--grace");
        word(flags, "logFormat", logFormat, "--log-format", List.of("text", "json"));
        word(flags, "logLevel", logLevel, "--log-level", List.of("error", "warn", "info"));
        ServeSettings.put(flags, "quiet", quiet ? true : null, "--quiet");
        return flags;
    }

    private DryRun.Api api() {
        return switch (api == null ? "chat" : api) {
            case "chat" -> DryRun.Api.CHAT;
            case "responses" -> DryRun.Api.RESPONSES;
            case "messages" -> DryRun.Api.MESSAGES;
            default ->
                    throw new UsageProblem(
                            "--api: '" + api + "' is not chat or responses or messages");
        };
    }

    private static void word(
            Map<String, Setting> flags,
            String key,
            @Nullable String value,
            String option,
            List<String> words) {
        if (value != null && !words.contains(value)) {
            throw new UsageProblem(
                    option + ": '" + value + "' is not " + String.join(" or ", words));
        }
        ServeSettings.put(flags, key, value, option);
    }

    private ProxyOptions options(
            List<Provider> providers, Configuration configuration, ServeSettings settings) {
        return ProxyOptions.of(providers)
                .onHost(settings.text("host"))
                .onPort(settings.port())
                .routedBy(configuration.routes())
                .guardedBy(guardKey())
                .servingHosts(configuration.allowedHosts())
                .strictly(settings.is("strict"))
                .keepingResponses(settings.is("store"))
                .with(settings.translation())
                .withModelFacts(configuration.models())
                .with(
                        new ImageOptions(
                                configuration.imagesAllowed(),
                                ImageOptions.DEFAULT.mostBytes(),
                                ImageOptions.DEFAULT.limit()))
                .with(settings.limits())
                .ofVersion(Version.number());
    }

    private static ProxyServer start(ProxyOptions options) {
        String address = options.host() + ":" + options.port();
        try {
            return ProxyServer.start(options);
        } catch (BindException e) {
            throw new UsageProblem(
                    "cannot listen on "
                            + address
                            + " ("
                            + e.getMessage()
                            + ", "
                            + PortHolder.of(options.port())
                            + "); choose another with --port, 0 for a free one");
        } catch (UnknownHostException e) {
            throw new UsageProblem("--host: " + options.host() + " is no address of this machine");
        } catch (IOException e) {
            throw new UsageProblem("cannot listen on " + address + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Beyond this machine somebody must be kept out; returns whether everybody is let in.
     *
     * @throws UsageProblem where nobody has said so
     */
    private boolean requireGuard(String host, PrintWriter err) {
        if (host.isBlank()) {
            throw new UsageProblem("--host: is empty; name an address or leave the option out");
        }
        if (apiKeyEnv != null || isLoopback(host)) {
            return false;
        }
        if (!allowOpen) {
            throw new UsageProblem(
                    "--host "
                            + host
                            + ": other machines could spend your keys. Ask clients for a key with"
                            + " --api-key-env NAME, or say --allow-open");
        }
        err.println(
                "brievio: warning: listening on "
                        + host
                        + " without a key: everybody who reaches this port spends yours");
        err.flush();
        return true;
    }

    /** A name that is no address is told by the server when it listens. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
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
                    "  simulated providers, "
                            + (apiKeyEnv == null ? "any key or none" : "the key of " + apiKeyEnv)
                            + "; models "
                            + String.join(", ", Simulation.MODELS)
                            + " and others");
        } else {
            environment.keySources().forEach(line -> err.println("  " + line));
        }
        err.flush();
    }

    /** On SIGINT or SIGTERM running answers finish first, and the exit code is 0. */
    private static CountDownLatch stopOnSignal(ProxyServer server, Duration grace) {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            server.stop(grace);
                            stopped.countDown();
                            // The signal's own code would be 130 or 143; a clean stop is a success.
                            Runtime.getRuntime().halt(ExitCode.OK);
                        },
                        "brievio-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return stopped;
    }
}
