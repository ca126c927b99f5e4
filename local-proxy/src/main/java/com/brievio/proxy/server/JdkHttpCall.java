package com.brievio.proxy.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call on the JDK's own server. */
final class JdkHttpCall implements HttpCall {
    private final HttpExchange exchange;
    private boolean answered;

    JdkHttpCall(HttpExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public String path() {
        // A base URL that ends in a slash makes two of it.
        return exchange.getRequestURI().getRawPath().replaceAll("/{2,}", "/");
    }

    @Override
    public @Nullable String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    @Override
    public @Nullable String query() {
        return exchange.getRequestURI().getRawQuery();
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return headers;
    }

    @Override
    public InputStream body() {
        return exchange.getRequestBody();
    }

    @Override
    public void respond(int status, Map<String, String> headers, byte[] body) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        answered = true;
        boolean bare = body.length == 0 || method().equals("HEAD");
        exchange.sendResponseHeaders(status, bare ? -1 : body.length);
        if (bare) {
            exchange.close();
            return;
        }
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public OutputStream stream(int status, Map<String, String> headers, long length)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        answered = true;
        // The JDK's own convention: 0 for chunks of any number, -1 for nothing.
        exchange.sendResponseHeaders(
                status, length == UNKNOWN_LENGTH ? 0 : length == 0 ? -1 : length);
        return exchange.getResponseBody();
    }

    @Override
    public boolean answered() {
        return answered;
    }
}
