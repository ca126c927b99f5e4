package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxy variables, as other programs read them. */
class HttpsProxyTest {
    private static HttpsProxy proxy(Map<String, String> environment) {
        HttpsProxy proxy = HttpsProxy.of(environment);
        assertThat(proxy).isNotNull();
        return proxy;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.anthropic.com/v1|true",
                "http://api.anthropic.com/v1|false",
                "https://localhost:8443/v1|false",
                "https://127.0.0.1/v1|false",
                "https://127.9.9.9/v1|false",
                "https://[::1]/v1|false",
                "https://lamp.harbour.example/v1|false",
                "https://harbour.example/v1|false",
                "https://notharbour.example/v1|true",
                "https://pier.example:8443/v1|false",
                "https://pier.example/v1|true",
                "https://10.1.2.3/v1|false",
            })
    void outboundHttpsGoesThroughIt(String uri, boolean proxied) {
        HttpsProxy proxy =
                proxy(
                        Map.of(
                                "HTTPS_PROXY",
                                "http://keeper:pw@gate.example:3128",
                                "NO_PROXY",
                                " .harbour.example, pier.example:8443,10.1.2.3"));
        List<Proxy> chosen = proxy.select(URI.create(uri));
        assertThat(chosen).hasSize(1);
        if (proxied) {
            InetSocketAddress address = (InetSocketAddress) chosen.getFirst().address();
            assertThat(address.getHostString()).isEqualTo("gate.example");
            assertThat(address.getPort()).isEqualTo(3128);
        } else {
            assertThat(chosen).containsExactly(Proxy.NO_PROXY);
        }
    }

    @Test
    void smallLettersCountAndAStarEndsIt() {
        URI vendor = URI.create("https://api.anthropic.com/");
        Map<String, String> small = Map.of("https_proxy", "gate.example:3128");
        assertThat(proxy(small).select(vendor)).doesNotContain(Proxy.NO_PROXY);
        Map<String, String> none = Map.of("https_proxy", "gate.example:3128", "no_proxy", "*");
        assertThat(proxy(none).select(vendor)).containsExactly(Proxy.NO_PROXY);
        assertThat(HttpsProxy.of(Map.of("HTTPS_PROXY", " "))).isNull();
    }

    @Test
    void whatIsNoAddressIsRefusedWithItsVariable() {
        for (String value : List.of("socks5://gate.example:1080", "http:///", "a b")) {
            assertThatThrownBy(() -> HttpsProxy.of(Map.of("https_proxy", value)))
                    .isInstanceOf(UsageProblem.class)
                    .hasMessageContaining("https_proxy")
                    .hasMessageNotContaining(value);
        }
    }
}
