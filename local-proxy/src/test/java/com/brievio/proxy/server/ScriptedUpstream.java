package com.brievio.proxy.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** An upstream on a plain socket, for what no HTTP library does: cuts, stalls, steps on command. */
final class ScriptedUpstream implements AutoCloseable {
    static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** What the upstream does with one connection. */
    @FunctionalInterface
    interface Script {
        void run(Connection connection) throws IOException, InterruptedException;
    }

    /** One accepted connection, its request read already. */
    static final class Connection {
        final Socket socket;
        final String request;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.request = readRequest(socket.getInputStream());
        }

        /** Reads one more request on the same connection; false where the proxy closed it. */
        boolean nextRequest() {
            try {
                return !readRequest(socket.getInputStream()).isEmpty();
            } catch (IOException e) {
                return false;
            }
        }

        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Sends one chunk of a chunked body. */
        void chunk(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(
                    (Integer.toHexString(bytes.length) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        void chunk(String text) throws IOException {
            chunk(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Waits this many milliseconds at most for the proxy to close the connection. */
        boolean closedByProxy(int patience) throws IOException {
            socket.setSoTimeout(patience);
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        private static String readRequest(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no request");
                }
                head.append((char) b);
            }
            String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
            int at = lower.indexOf("content-length: ");
            int length =
                    at < 0
                            ? 0
                            : Integer.parseInt(
                                    lower.substring(at + 16, lower.indexOf('\r', at)).strip());
            return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket server;
    final CompletableFuture<Void> done = new CompletableFuture<>();

    private ScriptedUpstream(ServerSocket server) {
        this.server = server;
    }

    static ScriptedUpstream running(Script script) {
        try {
            ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            ScriptedUpstream upstream = new ScriptedUpstream(socket);
            Thread.ofVirtual().start(() -> upstream.serve(script));
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each connection has a thread of its own. */
    private void serve(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(script, socket));
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private void serve(Script script, Socket accepted) {
        try (Socket socket = accepted) {
            script.run(new Connection(socket));
            done.complete(null);
        } catch (IOException | InterruptedException e) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        if (!server.isClosed()) {
            done.completeExceptionally(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
