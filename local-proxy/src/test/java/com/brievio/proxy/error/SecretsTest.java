package com.brievio.proxy.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key sk-ant-SECRETPART1 is wrong",
                "'Bearer ABSKQmVk+SECRETPART/x==' is wrong",
                "x-amz-security-token:IQoJSECRETPART/x== is wrong",
                "token IQoJb3JpZ2luSECRETPART= is wrong",
                "Credential=AKIASECRETPART123/20261125 is wrong",
                "AIzaSySECRETPART_12 is wrong",
                "ya29.SECRETPART-x is wrong"
            })
    void masksWhatLooksLikeAKey(String text) {
        assertThat(Secrets.masked(text)).doesNotContain("SECRETPART").contains("wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ya29.x", "sk-abcdef", "ABSK123456", "bearer 12345678"})
    void theShortestKeyThatEndsATextIsMasked(String key) {
        assertThat(Secrets.masked(key)).isEqualTo("***");
        assertThat(Secrets.masked("a " + key)).isEqualTo("a ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"The model is overloaded.", "prompt is too long: 9 tokens > 8 maximum"})
    void leavesWordsAlone(String text) {
        assertThat(Secrets.masked(text)).isEqualTo(text);
    }

    @Test
    void masksWhatIsKnownByValueInEveryForm() {
        Secrets.know("p4ss w/rd+of=mine");
        Secrets.know(
                URI.create("https://keeper:h%40rbour-gate@example.org/v1?token=t1deT4ble&x=1"));
        String text =
                "p4ss w/rd+of=mine p4ss+w%2Frd%2Bof%3Dmine h@rbour-gate h%40rbour-gate t1deT4ble";
        assertThat(Secrets.masked(text)).isEqualTo("*** *** *** *** ***");
        assertThat(Secrets.masked("a b own-token", List.of("own-token"))).isEqualTo("a b ***");
    }

    @Test
    void aWordIsNoSecret() {
        Secrets.know("k");
        Secrets.know("  key ");
        assertThat(Secrets.masked("look for the key")).isEqualTo("look for the key");
    }
}
