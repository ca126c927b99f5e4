package com.brievio.proxy.credentials;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.UpstreamCall;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens for Vertex from Google's application-default credentials (anthropic.md section 11).
 * Found at the first call, renewed when they expire; calls that wait for a token share one.
 */
public final class GoogleTokens implements Authorizer {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final @Nullable Path file;
    private final Duration patience;
    private @Nullable CompletableFuture<GoogleCredentials> credentials;

    /**
     * Uses the application-default credentials.
     *
     * @param file a credentials file in their place, or null
     * @param patience longest wait for a token
     */
    public GoogleTokens(@Nullable Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    @Override
    public UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken) {
        CompletableFuture<AccessToken> token =
                found().thenApplyAsync(GoogleTokens::fresh, Thread::startVirtualThread);
        try {
            AccessToken fresh = token.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return call.withHeader("authorization", "Bearer " + fresh.getTokenValue());
        } catch (TimeoutException e) {
            throw unreachable(ErrorCode.TIMEOUT, "gave no token in time");
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(ErrorCode.TIMEOUT, "gave no token: the server stops");
        }
    }

    /** Finds the credentials once; what failed is tried again at the next call. */
    private synchronized CompletableFuture<GoogleCredentials> found() {
        if (credentials == null || credentials.isCompletedExceptionally()) {
            credentials = CompletableFuture.supplyAsync(this::find, Thread::startVirtualThread);
        }
        return credentials;
    }

    private GoogleCredentials find() {
        try {
            if (file == null) {
                return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return GoogleCredentials.fromStream(in).createScoped(SCOPE);
            }
        } catch (IOException | RuntimeException e) {
            // The library's words name paths: ours name the place only.
            throw refused("no credentials were found in the " + source());
        }
    }

    private static AccessToken fresh(GoogleCredentials found) {
        try {
            found.refreshIfExpired();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AccessToken token = found.getAccessToken();
        if (token == null) {
            throw new IllegalStateException("no token");
        }
        return token;
    }

    private ApiException failure(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ApiException api) {
                return api;
            }
            if (t instanceof SocketTimeoutException) {
                return unreachable(ErrorCode.TIMEOUT, "gave no token in time");
            }
            if (t instanceof SocketException || t instanceof UnknownHostException) {
                return unreachable(ErrorCode.UNREACHABLE, "cannot be reached");
            }
        }
        return refused("no token was given for the " + source());
    }

    @Override
    public Map<String, String> masked() {
        return Map.of("authorization", "Bearer " + MASK);
    }

    @Override
    public String source() {
        return file == null
                ? "Google application-default credentials (GOOGLE_APPLICATION_CREDENTIALS, gcloud"
                        + " auth application-default login, metadata server)"
                : "Google credentials file " + file.getFileName();
    }

    private static ApiException refused(String why) {
        return ApiError.of(401, "vertex: " + why, ApiError.INVALID_REQUEST, null, "invalid_api_key")
                .exception();
    }

    private static ApiException unreachable(ErrorCode code, String why) {
        return code.of("vertex", "Google's token endpoint " + why).exception();
    }
}
