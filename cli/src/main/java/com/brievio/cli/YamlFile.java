package com.brievio.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML files; everything that is wrong in one is told at once. */
final class YamlFile {
    private YamlFile() {}

    /**
     * Reads the mapping that the file is.
     *
     * @param option the option that named the file, for the message
     * @param empty what an empty file stands for
     * @throws UsageProblem that names everything that is wrong, by file, line and key
     */
    static <T> T read(
            String option,
            Path file,
            Map<String, String> environment,
            T empty,
            Function<ConfigMap, T> reader) {
        Optional<Node> root;
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
            StreamReader text =
                    new StreamReader(
                            settings, InputFile.text(option, file, InputFile.CONFIGURATION));
            root = new Composer(settings, new ParserImpl(settings, text)).getSingleNode();
        } catch (IOException e) {
            throw new UsageProblem(option + ": " + file + " cannot be read");
        } catch (StackOverflowError e) {
            throw new UsageProblem(file + ": no YAML that can be read: it is nested too deep");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new UsageProblem(file + ":" + line + ": no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new UsageProblem(file + ": no YAML: " + e.getMessage());
        }
        if (root.isEmpty()) {
            return empty;
        }
        List<String> problems = new ArrayList<>();
        ConfigMap.Source source = new ConfigMap.Source(file.toString(), environment::get, problems);
        T value;
        try {
            value = reader.apply(new ConfigMap(source, "", root.get()));
        } catch (StackOverflowError e) {
            throw new UsageProblem(file + ": no YAML that can be read: it is nested too deep");
        }
        if (!problems.isEmpty()) {
            throw new UsageProblem(String.join("\n", problems));
        }
        return value;
    }
}
