package com.brievio.cli;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.server.DryRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** {@code brievio serve --dry-run}: prints what would be sent, and sends nothing. */
final class DryRunCommand {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private DryRunCommand() {}

    /**
     * Reads a request and prints the calls and the notes.
     *
     * @param api the API that the request is of
     * @param format {@code text}, or {@code json} for one object
     * @return 0, or 1 where the request would be refused
     * @throws UsageProblem where standard input cannot be read
     */
    static int run(
            ProxyOptions options,
            DryRun.Api api,
            String format,
            InputStream in,
            PrintWriter out,
            PrintWriter err) {
        byte[] request;
        try {
            request = in.readAllBytes();
        } catch (IOException e) {
            throw new UsageProblem("--dry-run: standard input cannot be read");
        }
        DryRun.Result result;
        try {
            result = DryRun.of(options, api, request);
        } catch (ApiException e) {
            err.println(
                    "brievio: the request would be refused with "
                            + e.error().status()
                            + ": "
                            + Terminal.printable(Secrets.masked(e.error().message())));
            err.flush();
            return ExitCode.REFUSED_REQUEST;
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()));
        }
        if (format.equals("json")) {
            out.println(Secrets.masked(JSON.writeValueAsString(json(result))));
        } else {
            text(result, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void text(DryRun.Result result, PrintWriter out) {
        for (DryRun.Call call : result.calls()) {
            out.println(Secrets.masked("POST " + call.uri()));
            new TreeMap<>(call.headers())
                    .forEach((k, v) -> out.println(Secrets.masked(k + ": " + v)));
            out.println();
            out.println(Secrets.masked(call.body()));
            out.println();
        }
        out.println("upstream: " + result.upstream());
        result.ignored().forEach(path -> out.println("ignored: " + path));
        result.remarks().forEach(remark -> out.println("note: " + remark));
    }

    private static ObjectNode json(DryRun.Result result) {
        ObjectNode all = JSON.createObjectNode().put("upstream", result.upstream());
        ArrayNode calls = all.putArray("calls");
        for (DryRun.Call call : result.calls()) {
            ObjectNode one = calls.addObject().put("method", "POST").put("url", call.uri() + "");
            ObjectNode headers = one.putObject("headers");
            new TreeMap<>(call.headers()).forEach(headers::put);
            one.putRawValue("body", new RawValue(call.body()));
        }
        result.ignored().forEach(all.putArray("ignored")::add);
        result.remarks().forEach(all.putArray("remarks")::add);
        return all;
    }
}
