package com.brievio.proxy.credentials;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.UpstreamCall;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens for Vertex from Google's application-default credentials (anthropic.md section 11).
 * Found at the first call, renewed when they expire.
 */
public final class GoogleTokens implements Authorizer {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final @Nullable Path file;
    private @Nullable GoogleCredentials credentials;

    /**
     * Uses the application-default credentials.
     *
     * @param file a credentials file in their place, or null
     */
    public GoogleTokens(@Nullable Path file) {
        this.file = file;
    }

    @Override
    public synchronized UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken) {
        GoogleCredentials found = credentials == null ? find() : credentials;
        credentials = found;
        try {
            found.refreshIfExpired();
        } catch (IOException e) {
            throw refused("no token could be had with the " + source() + ": " + e.getMessage());
        }
        AccessToken token = found.getAccessToken();
        if (token == null) {
            throw refused("no token could be had with the " + source());
        }
        return call.withHeader("authorization", "Bearer " + token.getTokenValue());
    }

    private GoogleCredentials find() {
        try {
            if (file == null) {
                return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return GoogleCredentials.fromStream(in).createScoped(SCOPE);
            }
        } catch (IOException e) {
            throw refused("no credentials were found in the " + source() + ": " + e.getMessage());
        }
    }

    @Override
    public String source() {
        return file == null
                ? "Google application-default credentials (GOOGLE_APPLICATION_CREDENTIALS, gcloud"
                        + " auth application-default login, metadata server)"
                : "Google credentials file " + file.getFileName();
    }

    private static ApiException refused(String why) {
        String oneLine = Secrets.masked(why.lines().findFirst().orElse("")).strip();
        return ApiError.of(
                        401,
                        "vertex: " + oneLine,
                        ApiError.INVALID_REQUEST,
                        null,
                        "invalid_api_key")
                .exception();
    }
}
