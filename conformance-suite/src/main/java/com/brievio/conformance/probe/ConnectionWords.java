package com.brievio.conformance.probe;

import com.brievio.conformance.PlainWords;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;

/** What went wrong on a connection, in plain words. */
final class ConnectionWords {
    private ConnectionWords() {}

    static String of(Exception failure) {
        return switch (failure) {
            case UnknownHostException _ -> "unknown host " + PlainWords.of(failure, "");
            case SocketTimeoutException _, HttpTimeoutException _ ->
                    PlainWords.of(failure, "no answer in time");
            case ConnectException _ -> PlainWords.of(failure, "connection refused");
            case EOFException _ -> PlainWords.of(failure, "the connection ended");
            default -> PlainWords.of(failure, "the connection failed");
        };
    }
}
