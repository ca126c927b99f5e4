package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.brievio.proxy.Provider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static <T extends Provider> T provider(List<Provider> all, Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
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
        Provider.Bedrock bedrock = provider(providers, Provider.Bedrock.class);
        assertThat(bedrock.region()).isEqualTo("eu-west-1");
        assertThat(bedrock.bearerKey()).isEqualTo("secret");
        assertThat(bedrock.converse()).isTrue();
        assertThat(bedrock.profile()).isEqualTo("eu.anthropic.");
        assertThat(bedrock.configured()).isTrue();
        Provider.Vertex vertex = provider(providers, Provider.Vertex.class);
        assertThat(vertex.project()).isEqualTo("p9");
        assertThat(vertex.location()).isEqualTo("us");
        Provider.Keyed anthropic = provider(providers, Provider.Keyed.class);
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
        Provider.Bedrock bedrock = provider(providers, Provider.Bedrock.class);
        assertThat(bedrock.configured()).isTrue();
        assertThat(bedrock.region()).isEqualTo("us-west-2");
        assertThat(bedrock.converse()).isFalse();
        assertThat(provider(providers, Provider.Vertex.class).project()).isNull();
        assertThat(provider(providers, Provider.Keyed.class).key()).isEqualTo("a");
        assertThat(provider(providers, Provider.Keyed.class).configured()).isTrue();
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
            assertThat(provider(providers, Provider.Bedrock.class).configured()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upstreem: {}|c.yaml:1: upstreem: unknown key, did you mean upstreams?",
                "upstreams:\\n  bedrok: {}|c.yaml:2: upstreams.bedrok: unknown key, did you mean bedrock?",
                "upstreams:\\n  bedrock:\\n    regoin: x|c.yaml:3: upstreams.bedrock.regoin: unknown key, did you mean region?",
                "upstreams:\\n  bedrock:\\n    api: rest|c.yaml:3: upstreams.bedrock.api: 'rest' is not invoke or converse",
                "upstreams:\\n  bedrock:\\n    key: ${NO_SUCH}|c.yaml:3: upstreams.bedrock.key: the variable NO_SUCH is not set",
                "upstreams:\\n  bedrock:\\n    key: ''|c.yaml:3: upstreams.bedrock.key: is empty",
                "upstreams:\\n  bedrock: 7|c.yaml:2: upstreams.bedrock: must be a mapping",
                "upstreams:\\n  bedrock:\\n    key: [a]|c.yaml:3: upstreams.bedrock.key: must be a single value",
                "upstreams: {}\\nupstreams: {}|c.yaml:2: upstreams: stands twice",
                "upstreams: [|c.yaml:1: no YAML",
                "- a|c.yaml:1: the file: must be a mapping",
            })
    void whatIsWrongIsNamedByFileLineAndKey(String yaml, String message) {
        Throwable thrown = catchThrowable(() -> read(yaml.replace("\\n", "\n"), Map.of()));
        assertThat(thrown).isInstanceOf(UsageProblem.class).hasMessageContaining(message);
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
