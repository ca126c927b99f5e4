package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.provider.ProviderKind;
import com.brievio.proxy.provider.SettingRule;
import com.brievio.proxy.server.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kind of provider declares stands in the documents that people read. */
class ProviderDocumentsTest {
    static List<ProviderKind> kinds() {
        return Providers.kinds();
    }

    private static String serveDocument() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        Path root = Files.exists(folder.resolve("docs")) ? folder : folder.resolveSibling("docs");
        Path docs = root.endsWith("docs") ? root : root.resolve("docs");
        return Files.readString(docs.resolve("serve.md"));
    }

    private static Stream<String> variables(ProviderKind kind) {
        return kind.settings().stream().flatMap(rule -> rule.variables().stream());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theDocumentNamesEverySettingAndVariable(ProviderKind kind) throws IOException {
        String document = serveDocument();
        assertThat(variables(kind)).allSatisfy(name -> assertThat(document).contains(name));
        assertThat(kind.settings())
                .extracting(SettingRule::key)
                .allSatisfy(key -> assertThat(document).contains(key));
        assertThat(document).contains(kind.name());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theHelpNamesTheKindAndItsVariables(ProviderKind kind) {
        String help = Invocation.of("serve", "--help").out();
        assertThat(help).contains(kind.name() + "/ID");
        assertThat(variables(kind).filter(name -> !name.equals("AWS_DEFAULT_REGION")))
                .allSatisfy(name -> assertThat(help).contains(name));
    }
}
