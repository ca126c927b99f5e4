package com.brievio.proxy.error;

import static org.assertj.core.api.Assertions.assertThat;

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
    @ValueSource(strings = {"The model is overloaded.", "prompt is too long: 9 tokens > 8 maximum"})
    void leavesWordsAlone(String text) {
        assertThat(Secrets.masked(text)).isEqualTo(text);
    }
}
