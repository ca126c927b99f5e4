package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.brievio.proxy.Provider;
import com.brievio.proxy.RouteRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The configuration file and the environment: what is set up, and what is wrong by line and key.
 */
class ConfigurationTest {
    @TempDir private Path folder;

    private Configuration read(String yaml, Map<String, String> environment) throws IOException {
        return Configuration.load(Files.writeString(folder.resolve("c.yaml"), yaml), environment);
    }

    private static Provider provider(List<Provider> all, String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void theFileWinsOverTheEnvironment() throws IOException {
        Configuration configuration =
                read(
                        """
                        upstreams:
                          bedrock:
                            api: converse
                            region: eu-west-1
                            profile: eu.anthropic.
                            key: ${MY_KEY}
                          vertex: {project: p9, location: us}
                          anthropic:
                            baseUrl: http://127.0.0.1:7/v1
                        models:
                          claude-opus-4-7:
                            maxOutput: 64000
                            sampling: true
                        """,
                        Map.of("MY_KEY", "secret"));
        List<Provider> providers =
                new UpstreamEnvironment(
                                configuration,
                                Map.of("AWS_REGION", "us-east-1", "GOOGLE_CLOUD_PROJECT", "p1"),
                                folder)
                        .providers();
        Provider bedrock = provider(providers, "bedrock");
        assertThat(bedrock.text("region")).isEqualTo("eu-west-1");
        assertThat(bedrock.text("key")).isEqualTo("secret");
        assertThat(bedrock.text("api")).isEqualTo("converse");
        assertThat(bedrock.text("profile")).isEqualTo("eu.anthropic.");
        assertThat(bedrock.configured()).isTrue();
        Provider vertex = provider(providers, "vertex");
        assertThat(vertex.text("project")).isEqualTo("p9");
        assertThat(vertex.text("location")).isEqualTo("us");
        Provider anthropic = provider(providers, "anthropic");
        assertThat(anthropic.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:7/v1"));
        assertThat(configuration.models())
                .isEqualTo(
                        Map.of("claude-opus-4-7", Map.of("maxOutput", 64_000, "sampling", true)));
    }

    @Test
    void withoutAFileEverythingComesFromTheEnvironment() {
        List<Provider> providers =
                new UpstreamEnvironment(
                                Configuration.EMPTY,
                                Map.of(
                                        "AWS_DEFAULT_REGION",
                                        "us-west-2",
                                        "AWS_BEARER_TOKEN_BEDROCK",
                                        "b",
                                        "ANTHROPIC_API_KEY",
                                        "a"),
                                folder)
                        .providers();
        Provider bedrock = provider(providers, "bedrock");
        assertThat(bedrock.configured()).isTrue();
        assertThat(bedrock.text("region")).isEqualTo("us-west-2");
        assertThat(bedrock.text("api")).isEqualTo("invoke");
        assertThat(provider(providers, "vertex").text("project")).isNull();
        assertThat(provider(providers, "anthropic").text("key")).isEqualTo("a");
        assertThat(provider(providers, "anthropic").configured()).isTrue();
    }

    @Test
    void bedrockIsNotSetUpWithoutRegionOrCredentials() {
        for (Map<String, String> environment :
                List.of(
                        Map.<String, String>of(),
                        Map.of("AWS_REGION", "r"),
                        Map.of("AWS_ACCESS_KEY_ID", "a"))) {
            List<Provider> providers =
                    new UpstreamEnvironment(Configuration.EMPTY, environment, folder).providers();
            assertThat(provider(providers, "bedrock").configured()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upstreem: {}|c.yaml:1: upstreem: unknown key, did you mean upstreams?",
                "upstreams:\\n  bedrok: {}|c.yaml:2: upstreams.bedrok: has no kind (anthropic, bedrock, gemini, openai, vertex), did you mean bedrock?",
                "upstreams:\\n  bedrock:\\n    regoin: x|c.yaml:3: upstreams.bedrock.regoin: unknown key, did you mean region?",
                "upstreams:\\n  bedrock:\\n    api: rest|c.yaml:3: upstreams.bedrock.api: 'rest' is not invoke or converse",
                "upstreams:\\n  bedrock:\\n    key: ${NO_SUCH}|c.yaml:3: upstreams.bedrock.key: the variable NO_SUCH is not set",
                "upstreams:\\n  bedrock:\\n    key: ''|c.yaml:3: upstreams.bedrock.key: is empty",
                "upstreams:\\n  bedrock: 7|c.yaml:2: upstreams.bedrock: must be a mapping",
                "upstreams:\\n  bedrock:\\n    key: [a]|c.yaml:3: upstreams.bedrock.key: must be a single value",
                "upstreams: {}\\nupstreams: {}|c.yaml:2: upstreams: stands twice",
                "upstreams: [|c.yaml:1: no YAML",
                "- a|c.yaml:1: the file: must be a mapping",
                "upstreams:\\n  local: {kind: openai}|c.yaml: upstreams.local.baseUrl: is missing",
                "upstreams:\\n  local: {kind: openai, baseUrl: nowhere}|c.yaml:2: upstreams.local.baseUrl: baseUrl: \"nowhere\" is no URL",
                "upstreams:\\n  gemini: {kind: openai}|c.yaml:2: upstreams.gemini.kind: the upstream gemini is of the kind gemini",
                "routes:\\n  fast: locl/x|c.yaml:2: routes.fast: there is no upstream locl, did you mean",
                "routes:\\n  fast: {upstream: openai, modle: x}|c.yaml:2: routes.fast.modle: unknown key, did you mean model?",
                "routes:\\n  fast: {model: x}|c.yaml: routes.fast.upstream: is missing",
                "defaults:\\n  port: http|c.yaml:2: defaults.port: 'http' is no whole number",
                "defaults:\\n  strict: maybe|c.yaml:2: defaults.strict: 'maybe' is not true or false",
                "timeouts:\\n  idle: soon|c.yaml:2: timeouts.idle: 'soon' is no time like 500ms, 10s or 5m",
            })
    void whatIsWrongIsNamedByFileLineAndKey(String yaml, String message) {
        Throwable thrown = catchThrowable(() -> read(yaml.replace("\\n", "\n"), Map.of()));
        assertThat(thrown).isInstanceOf(UsageProblem.class).hasMessageContaining(message);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(
                file,
                "upstreams:\n  bedrock: {regoin: x, api: rest}\nroutes: {fast: nobody/x}\nfoo: 1\n");
        Invocation run = Invocation.of("serve", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .hasLineCount(4)
                .contains("c.yaml:2: upstreams.bedrock.regoin")
                .contains("c.yaml:2: upstreams.bedrock.api")
                .contains("c.yaml:3: routes.fast")
                .contains("c.yaml:4: foo");
    }

    @Test
    void namedUpstreamsRoutesDefaultsAndTimeoutsAreRead() throws IOException {
        Configuration configuration =
                read(
                        """
                        upstreams:
                          local: {kind: openai, baseUrl: "http://127.0.0.1:8080/v1", repair: true}
                          work: {kind: anthropic, baseUrl: "http://127.0.0.1:7", key: "${K}"}
                        routes:
                          fast: local/qwen3
                          "gpt-*": {upstream: openai, repair: false}
                          "my/*": {upstream: local, model: "*"}
                        defaults: {port: 4100, strict: true}
                        timeouts: {connect: 500ms, idle: 2m}
                        """,
                        Map.of("K", "secret"));
        assertThat(configuration.routes())
                .containsExactly(
                        new RouteRule("fast", "local", "qwen3", null),
                        new RouteRule("gpt-*", "openai", null, false),
                        new RouteRule("my/*", "local", "*", null));
        List<Provider> providers =
                new UpstreamEnvironment(configuration, Map.of(), folder).providers();
        assertThat(providers)
                .extracting(Provider::name)
                .containsExactly(
                        "anthropic", "gemini", "openai", "bedrock", "vertex", "local", "work");
        Provider local = providers.get(5);
        assertThat(local.text("repair")).isEqualTo("true");
        assertThat(local.configured()).isTrue();
        assertThat(providers.get(6).text("key")).isEqualTo("secret");
        ServeSettings settings = new ServeSettings(Map.of(), configuration);
        assertThat(settings.port()).isEqualTo(4100);
        assertThat(settings.is("strict")).isTrue();
        assertThat(settings.limits().connect()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.limits().idle()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void whatIsInForceIsPrintedWithItsOriginAndWithoutKeys() throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(
                file,
                "upstreams:\n  anthropic: {key: sk-ant-hidden}\nroutes: {fast: openai/gpt-5}\n");
        Invocation run =
                Invocation.of(
                        "serve", "--config", file.toString(), "--port", "4101", "--print-config");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("port: 4101  # --port")
                .contains("host: 127.0.0.1  # default")
                .contains("key: '***'  # " + file + ":2")
                .contains("'fast': {upstream: openai, model: 'gpt-5'}")
                .doesNotContain("hidden");
    }

    @Test
    void whatACloudDoesWithFlagsIsRead() throws IOException {
        Configuration configuration =
                read("platforms: {vertex: {some-beta-2027-01-01: keep, speed: drop}}", Map.of());
        assertThat(new ServeSettings(Map.of(), configuration).translation().at("vertex"))
                .containsEntry("some-beta-2027-01-01", "keep")
                .containsEntry("speed", "drop");
        assertThatThrownBy(() -> read("platforms: {anthropic: {a: keep}}", Map.of()))
                .isInstanceOf(UsageProblem.class)
                .hasMessageContaining("platforms.anthropic: unknown key");
    }

    /** A key is a key wherever it stands: in an address, in a query. */
    @Test
    void keysInAddressesAreNotShown() throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(
                file,
                "upstreams:\n  lighthouse: {kind: openai, key: hidden-1,"
                        + " baseUrl: 'http://keeper:hidden-2@127.0.0.1:9/v1?code=hidden-3'}\n");
        Invocation refused = Invocation.of("serve", "--config", file.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("127.0.0.1:9/v1?code=***").doesNotContain("hidden");
        Files.writeString(
                file,
                "upstreams:\n  lighthouse: {kind: openai, key: hidden-1,"
                        + " baseUrl: 'http://127.0.0.1:9/hidden-1/v1'}\n"
                        + "allowedHosts: [lamp.example]\n");
        Invocation printed = Invocation.of("serve", "--config", file.toString(), "--print-config");
        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .contains("127.0.0.1:9/***/v1")
                .contains("lamp.example")
                .doesNotContain("hidden");
    }

    @Test
    void aFileNestedTooDeepIsOneLineAndExit2() throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(file, "routes: " + "[".repeat(200_000));
        for (String command : List.of("serve --config", "verify --targets")) {
            Invocation run = Invocation.of((command + " " + file).split(" ", -1));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).hasLineCount(1).contains("c.yaml").doesNotContain("Exception");
        }
    }

    @Test
    void aFileWithoutAnEndIsOneLineAndExit2() throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.write(file, new byte[InputFile.CONFIGURATION + 1]);
        Invocation run = Invocation.of("serve", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).hasLineCount(1).contains("larger than 4 MiB");
    }

    /** Exit 1 is a verdict; what brievio does wrong is none. */
    @Test
    void itsOwnFailureIsOneLineAndExit70() {
        StringWriter err = new StringWriter();
        for (Throwable thrown :
                List.of(
                        new StackOverflowError(),
                        new OutOfMemoryError("Java heap space"),
                        new IllegalStateException("java.lang.String is no com.example.Lamp"))) {
            assertThat(Main.ownFailure(thrown, new PrintWriter(err))).isEqualTo(70);
        }
        assertThat(err.toString())
                .hasLineCount(3)
                .contains("nested too deep")
                .contains("-Xmx")
                .doesNotContain("java.lang")
                .doesNotContain("Exception");
    }

    @Test
    void anEmptyFileConfiguresNothing() throws IOException {
        assertThat(read("", Map.of())).isEqualTo(Configuration.EMPTY);
        assertThat(read("# nothing\n", Map.of())).isEqualTo(Configuration.EMPTY);
    }

    @Test
    void aFileThatIsNotThereIsOneLineAndExit2() {
        Invocation run = Invocation.of("serve", "--simulated", "--config", "no-such.yaml");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).hasLineCount(1).contains("no-such.yaml");
    }

    @Test
    void anUnknownFactIsOneLineAndExit2() throws IOException {
        Path file = folder.resolve("f.yaml");
        Files.writeString(file, "models:\n  claude-opus-4-7: {maxOutptu: 1}\n");
        Invocation run =
                Invocation.of("serve", "--simulated", "--port", "0", "--config", file.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).hasLineCount(1).contains("claude-opus-4-7").contains("maxOutptu");
    }

    @Test
    void anUnknownPrefillIsOneLineAndExit2() {
        Invocation run = Invocation.of("serve", "--simulated", "--prefill", "maybe");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).hasLineCount(1).contains("--prefill").contains("refuse or instruct");
    }
}
