package com.brievio.proxy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonMembersTest {
    private static JsonMembers of(String text) {
        JsonMembers members = JsonMembers.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(members).isNotNull();
        return members;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"model\":\"a\"}|{\"model\":\"new\"}",
                "` { \"é\" : 1.10 , \"model\" : \"a\\u0041\" ,\"x\":{\"model\":\"b\"} } `|` { \"é\" : 1.10 , \"model\" : \"new\" ,\"x\":{\"model\":\"b\"} } `",
                "{\"model\":7,\"a\":1}|{\"model\":\"new\",\"a\":1}",
                "{\"a\":1}|{\"a\":1}",
            })
    void changesOneValueAndNothingElse(String text, String wanted) {
        assertThat(new String(of(text).with("model", "new"), StandardCharsets.UTF_8))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"model\":\"a\",\"b\" : 1 , \"c\":2}|{\"v\":1,\"b\" : 1 , \"c\":2}",
                "{\"b\":1,\"model\":\"a\"}|{\"v\":1,\"b\":1}",
                "{\"b\":1, \"model\":\"a\",\"c\":[1, 2]}|{\"v\":1,\"b\":1,\"c\":[1, 2]}",
                "{\"model\":\"a\"}|{\"v\":1}",
                "{}|{\"v\":1}",
                "{\"b\":1}|{\"v\":1,\"b\":1}",
            })
    void takesMembersOutAndPutsOthersInFront(String text, String wanted) {
        assertThat(
                        new String(
                                of(text).without(Set.of("model"), List.of("\"v\":1")),
                                StandardCharsets.UTF_8))
                .isEqualTo(wanted);
    }

    @Test
    void findsWhatStandsThere() {
        JsonMembers members = of("{\"s\":\"x\",\"t\":true,\"n\":null,\"s\":\"y\",\"o\":{\"z\":1}}");
        assertThat(members.string("s")).isEqualTo("x");
        assertThat(members.repeats("s")).isTrue();
        assertThat(members.isTrue("t")).isTrue();
        assertThat(members.string("n")).isNull();
        assertThat(members.has("z")).isFalse();
        assertThat(members.value("o")).asString(StandardCharsets.UTF_8).isEqualTo("{\"z\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "{} x", "", "{\"a\":1]"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsonMembers.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void whatIsNoObjectIsNull() {
        assertThat(JsonMembers.read("[1]".getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(JsonMembers.read("7".getBytes(StandardCharsets.UTF_8))).isNull();
    }
}
