/** The command line: two commands, the terminal, the exit codes, the wiring. */
module com.brievio.cli {
    requires com.brievio.conformance;
    requires com.brievio.fixtures;
    requires com.brievio.proxy;
    requires info.picocli;
    requires org.jline.jansi;
    requires org.snakeyaml.engine;
    requires tools.jackson.databind;
    requires static org.jspecify;

    opens com.brievio.cli to
            info.picocli;
}
