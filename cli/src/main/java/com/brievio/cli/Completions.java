package com.brievio.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Shell completions from the model of the commands. The bash script is picocli's own; it has none
 * for zsh and fish.
 */
final class Completions {
    private static final String NAME = "brievio";

    private Completions() {}

    /** Writes the scripts of bash, zsh and fish to the folder that the one argument names. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Files.createDirectories(folder);
        CommandLine line = Main.commandLine();
        Files.writeString(folder.resolve(NAME + ".bash"), AutoComplete.bash(NAME, line));
        Files.writeString(folder.resolve("_" + NAME), zsh(line));
        Files.writeString(folder.resolve(NAME + ".fish"), fish(line));
    }

    private static Map<String, CommandLine> commands(CommandLine line) {
        return new TreeMap<>(line.getSubcommands());
    }

    private static String summary(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static String summary(OptionSpec option) {
        String whole = String.join(" ", option.description());
        return whole.replaceAll("\\$\\{[^}]*\\}", "…").replaceAll("%n", " ");
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private static List<String> values(OptionSpec option) {
        Iterable<String> candidates = option.completionCandidates();
        return candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false)
                        .map(value -> value.toLowerCase(java.util.Locale.ROOT))
                        .toList();
    }

    private static List<OptionSpec> options(CommandLine command) {
        return command.getCommandSpec().options().stream().filter(o -> !o.hidden()).toList();
    }

    static String zsh(CommandLine line) {
        StringBuilder script = new StringBuilder();
        script.append("#compdef ").append(NAME).append("\n\n");
        script.append("_").append(NAME).append("() {\n  local -a commands\n  commands=(\n");
        commands(line)
                .forEach((name, command) ->
                        script.append("    ")
                                .append(quoted(name + ":" + summary(command)))
                                .append('\n'));
        script.append("  )\n  if (( CURRENT == 2 )); then\n");
        script.append("    _describe command commands\n");
        script.append("    _arguments ").append(zshOptions(line)).append("\n    return\n  fi\n");
        script.append("  case $words[2] in\n");
        commands(line)
                .forEach((name, command) ->
                        script.append("    ")
                                .append(name)
                                .append(")\n      _arguments ")
                                .append(zshOptions(command))
                                .append(" ;;\n"));
        return script.append("  esac\n}\n\n_").append(NAME).append(" \"$@\"\n").toString();
    }

    private static String zshOptions(CommandLine command) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : options(command)) {
            List<String> values = values(option);
            String action = values.isEmpty() ? "_files" : "(" + String.join(" ", values) + ")";
            for (String name : option.names()) {
                String text = summary(option).replace("[", "(").replace("]", ")");
                String label = option.paramLabel().replaceAll("[^A-Za-z0-9=-]+", " ").strip();
                String value = takesValue(option) ? ":" + label + ":" + action : "";
                words.add(quoted("*" + name + "[" + text + "]" + value));
            }
        }
        return String.join(" \\\n      ", words);
    }

    static String fish(CommandLine line) {
        StringBuilder script = new StringBuilder();
        String names = String.join(" ", commands(line).keySet());
        script.append("complete -c ").append(NAME).append(" -f\n");
        String none = "not __fish_seen_subcommand_from " + names;
        commands(line)
                .forEach((name, command) ->
                        script.append("complete -c ")
                                .append(NAME)
                                .append(" -n ")
                                .append(quoted(none))
                                .append(" -a ")
                                .append(name)
                                .append(" -d ")
                                .append(quoted(summary(command)))
                                .append('\n'));
        options(line).forEach(option -> fish(script, none, option));
        commands(line)
                .forEach((name, command) ->
                        options(command)
                                .forEach(option ->
                                        fish(
                                                script,
                                                "__fish_seen_subcommand_from " + name,
                                                option)));
        return script.toString();
    }

    private static void fish(StringBuilder script, String condition, OptionSpec option) {
        script.append("complete -c ").append(NAME).append(" -n ").append(quoted(condition));
        for (String name : option.names()) {
            boolean isLong = name.startsWith("--");
            script.append(isLong ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
        }
        List<String> values = values(option);
        if (!values.isEmpty()) {
            script.append(" -x -a ").append(quoted(String.join(" ", values)));
        } else if (takesValue(option)) {
            script.append(" -r -F");
        }
        script.append(" -d ").append(quoted(summary(option))).append('\n');
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
