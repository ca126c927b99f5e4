package com.brievio.proxy.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.UpstreamCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class GoogleTokensTest {
    private static final UpstreamCall CALL =
            new UpstreamCall(URI.create("http://127.0.0.1:9/"), Map.of(), null, false);

    @TempDir private Path folder;

    private GoogleTokens tokens(String content, Duration patience) throws IOException {
        return new GoogleTokens(
                Files.writeString(folder.resolve("account.json"), content), patience);
    }

    private static String account(int port) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        String key =
                Base64.getMimeEncoder()
                        .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
        ObjectNode json =
                Json.object()
                        .put("type", "service_account")
                        .put("project_id", "p1")
                        .put("private_key_id", "k1")
                        .put(
                                "private_key",
                                "-----BEGIN PRIVATE KEY-----\n"
                                        + key
                                        + "\n-----END PRIVATE KEY-----\n")
                        .put("client_email", "a@p1.iam.gserviceaccount.com")
                        .put("client_id", "1")
                        .put("token_uri", "http://127.0.0.1:" + port + "/token");
        return Json.text(json);
    }

    private static ApiException refused(GoogleTokens tokens) {
        ApiException refused =
                catchThrowableOfType(ApiException.class, () -> tokens.authorize(CALL, null));
        assertThat(refused).isNotNull();
        return refused;
    }

    @Test
    void anEndpointThatNeverAnswersIsA504InTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            GoogleTokens tokens = tokens(account(silent.getLocalPort()), Duration.ofMillis(700));
            assertThat(refused(tokens).error().status()).isEqualTo(504);
            assertThat(refused(tokens).error().code()).isEqualTo("upstream_timeout");
        }
    }

    @Test
    void anEndpointThatIsNotThereIsNoWrongKey() throws Exception {
        int free;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = gone.getLocalPort();
        }
        GoogleTokens tokens = tokens(account(free), Duration.ofSeconds(20));
        assertThat(refused(tokens).error().status()).isIn(502, 504);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "",
                "{\"type\":\"authorized_user\",\"client_id\":5}",
                "{\"type\":\"service_account\"}"
            })
    void aFileThatIsNoneIsA401ThatNamesItAndNoPath(String content) throws Exception {
        ApiException refused = refused(tokens(content, Duration.ofSeconds(20)));
        assertThat(refused.error().status()).isEqualTo(401);
        assertThat(refused.error().message())
                .contains("account.json")
                .doesNotContain(folder.toString());
    }

    @Test
    void aFileThatIsNotThereIsA401ThatNamesNoPath() {
        GoogleTokens tokens =
                new GoogleTokens(folder.resolve("missing.json"), Duration.ofSeconds(20));
        assertThat(refused(tokens).error().message())
                .contains("missing.json")
                .doesNotContain(folder.toString());
    }
}
