package com.brievio.proxy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.fixtures.simulation.LoopbackServer;
import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.Limits;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.net.Loops;
import com.brievio.proxy.net.MemoryBudget;
import com.brievio.proxy.net.UpstreamClient;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images by URL: from where they may come, and whatever their host does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageFetcherTest {
    private static final byte[] PNG =
            Base64.getDecoder()
                    .decode(
                            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
    private static final String PATH = "messages[0].content[0].image_url.url";

    private LoopbackServer host;
    private Loops loops;
    private UpstreamClient client;
    private ImageFetcher fetcher;
    private ImageFetcher shut;

    @BeforeAll
    void start() {
        host = LoopbackServer.start(ImageFetcherTest::serve);
        loops = new Loops(Limits.DEFAULT);
        client = new UpstreamClient(loops, Limits.DEFAULT, MemoryBudget.ofHeap());
        fetcher = fetcher(new ImageOptions(List.of("127.0.0.1"), 1000, Duration.ofMillis(1500)));
        shut = fetcher(ImageOptions.DEFAULT);
    }

    @AfterAll
    void stop() {
        client.close();
        loops.close();
        host.close();
    }

    private ImageFetcher fetcher(ImageOptions options) {
        return new ImageFetcher(options, client);
    }

    private static void serve(HttpExchange exchange) throws IOException, InterruptedException {
        switch (exchange.getRequestURI().getPath()) {
            case "/a.jpg" -> answer(exchange, 200, PNG);
            case "/redirected" -> redirect(exchange, "/a.jpg");
            case "/inward" -> redirect(exchange, "http://127.0.0.2:9/secret");
            case "/file" -> redirect(exchange, "file:///etc/passwd");
            case "/round" -> redirect(exchange, "/round");
            case "/text" -> answer(exchange, 200, "secret words".getBytes(StandardCharsets.UTF_8));
            case "/large" -> answer(exchange, 200, new byte[1001]);
            case "/endless" -> endless(exchange);
            default -> answer(exchange, 404, "secret page".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("content-type", "image/jpeg");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    /** A byte now and then, less than the limit of size, more than that of time. */
    private static void endless(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 400; i++) {
                out.write(PNG[i % PNG.length]);
                out.flush();
                Thread.sleep(Duration.ofMillis(50));
            }
        }
    }

    private ApiException refused(ImageFetcher by, String url) {
        ApiException refused =
                catchThrowableOfType(
                        ApiException.class, () -> by.dataUri(url, PATH, by.deadline()));
        assertThat(refused).as(url).isNotNull();
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().code()).isEqualTo("invalid_image_url");
        assertThat(refused.error().param()).isEqualTo(PATH);
        assertThat(refused.error().message()).doesNotContain("secret");
        return refused;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.jpg", "/redirected"})
    void anAllowedAddressIsFetchedAndItsTypeTakenFromTheBytes(String path) throws Exception {
        assertThat(fetcher.dataUri(host.uri() + path, PATH, fetcher.deadline()))
                .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(PNG));
    }

    @ParameterizedTest
    @CsvSource({
        "/inward,has no public address",
        "/file,only http",
        "/round,redirected too often",
        "/text,no image that is known",
        "/large,larger than 1000 bytes",
        "/endless,did not come in time",
        "/missing,answered 404"
    })
    void whateverTheHostDoesIsA400(String path, String why) {
        assertThat(refused(fetcher, host.uri() + path).error().message()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/a.png",
                "http://localhost/a.png",
                "http://2130706433/a.png",
                "http://0.0.0.0/a.png",
                "http://[::1]/a.png",
                "http://[::ffff:127.0.0.1]/a.png",
                "http://10.1.2.3/a.png",
                "http://172.16.0.1/a.png",
                "http://192.168.1.1/a.png",
                "http://100.100.100.200/a.png",
                "http://169.254.169.254/latest/meta-data",
                "http://[fd00:ec2::254]/latest",
                "http://[fe80::1]/a.png",
                "http://[64:ff9b::7f00:1]/a.png"
            })
    void anAddressThatIsNotPublicIsNeverAsked(String url) {
        assertThat(refused(shut, url).error().message()).contains("no public address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.org/a.png", "file:///etc/passwd", "a.png"})
    void whatIsNoWebAddressIsA400(String url) {
        assertThat(refused(shut, url).error().message()).contains("only http");
    }

    @ParameterizedTest
    @CsvSource({
        "http:///a.png,no valid URL",
        "http://a b/,no valid URL",
        "http://1.1.1.1:99999/a.png,no valid URL",
        "http://1.1.1.1:0/a.png,no valid URL",
        "http://user:word@example.org/a.png,user's name"
    })
    void aWebAddressThatIsNoneIsA400(String url, String why) {
        assertThat(refused(shut, url).error().message()).contains(why);
    }

    @Test
    void aDeadHostIsA400() {
        assertThat(refused(fetcher, "http://127.0.0.1:9/a.png").error().message())
                .contains("cannot be fetched");
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8,true",
        "1.1.1.1,true",
        "2606:4700:4700::1111,true",
        "172.15.255.255,true",
        "172.32.0.0,true",
        "172.31.255.255,false",
        "100.63.255.255,true",
        "100.127.255.255,false",
        "224.0.0.1,false",
        "255.255.255.255,false",
        "168.63.129.16,false",
        "::ffff:0:7f00:1,false",
        "::1:0:0:1,false",
        "64:ff9b::7f00:1,false",
        "4000::1,false",
        "fd00::1,false",
        "2002:7f00:1::,false"
    })
    void knowsThePublicInternet(String address, boolean isPublic) throws Exception {
        assertThat(AddressRange.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "host.example", "", "10.0.0/8/8"})
    void aRangeThatIsNoneIsNamed(String range) {
        ImageOptions options = new ImageOptions(List.of(range), 1, Duration.ofSeconds(1));
        assertThatThrownBy(() -> fetcher(options)).isInstanceOf(IllegalArgumentException.class);
    }
}
