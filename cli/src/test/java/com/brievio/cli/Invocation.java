package com.brievio.cli;

import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a command printed and returned. */
record Invocation(int code, String out, String err) {
    static Invocation of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(args);
        return new Invocation(code, out.toString(), err.toString());
    }

    /** Verifies this endpoint with this key and more arguments. */
    static Invocation verify(FaithfulEndpoint endpoint, String key, String... more) {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "verify",
                                "--base-url",
                                endpoint.baseUrl().toString(),
                                "--model",
                                FaithfulEndpoint.MODEL,
                                "--api-key",
                                key));
        args.addAll(List.of(more));
        return of(args.toArray(String[]::new));
    }
}
