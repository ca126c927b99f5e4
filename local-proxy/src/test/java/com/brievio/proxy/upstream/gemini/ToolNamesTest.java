package com.brievio.proxy.upstream.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ToolNamesTest {
    private static ToolNames of(String... names) {
        ObjectNode tree = Json.object().put("model", "gemini-3.5-flash");
        tree.putArray("messages").addObject().put("role", "user").put("content", "Hi");
        ArrayNode tools = tree.putArray("tools");
        for (String name : names) {
            tools.addObject().put("type", "function").putObject("function").put("name", name);
        }
        return ToolNames.of(ChatRequestReader.read(Json.bytes(tree)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weather",
                "2nd_weather",
                "-dash",
                "f_2nd_weather",
                "2nd_weather,f_2nd_weather",
                "f_2nd_weather,2nd_weather,f_f_2nd_weather"
            })
    void everyToolComesBackUnderItsOwnName(String tools) {
        List<String> names = List.of(tools.split(",", -1));
        ToolNames all = of(names.toArray(String[]::new));
        List<String> sent = names.stream().map(all::encode).toList();
        assertThat(sent).doesNotHaveDuplicates();
        assertThat(sent).allSatisfy(name -> assertThat(name).matches("[A-Za-z_][\\w.:-]*"));
        assertThat(sent.stream().map(all::decode).toList()).isEqualTo(names);
    }

    @Test
    void aNameThatNeedsNoOtherKeepsIts() {
        assertThat(of("2nd", "f_2nd").encode("f_2nd")).isEqualTo("f_2nd");
        assertThat(of("weather").encode("a call of yesterday")).isEqualTo("a_call_of_yesterday");
    }
}
