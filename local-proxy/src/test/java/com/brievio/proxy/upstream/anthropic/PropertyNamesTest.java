package com.brievio.proxy.upstream.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ToolDefinition;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.ModelFacts;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PropertyNamesTest {
    private static final String SCHEMA =
            "{\"properties\":{\"filter[size]\":{},\"$sort\":{},\"näh\\\"e\":{},\"plain\":{}},\"required\":[\"$sort\"]}";

    private static PropertyNames names(String model) {
        ObjectNode schema = (ObjectNode) Json.read(SCHEMA);
        return PropertyNames.of(
                List.of(new ToolDefinition("tools[0]", "find", null, schema, false, null)),
                ModelFacts.bundled().claude(model));
    }

    private static String back(String... fragments) {
        PropertyNamesBack stage = new PropertyNamesBack(names("claude-sonnet-4-6"));
        StringBuilder out = new StringBuilder();
        stage.apply(new ModelEvent.ToolCallStarted(0, 0, "c", "find", "", null, null));
        for (String fragment : fragments) {
            for (ModelEvent event : stage.apply(new ModelEvent.ToolCallDelta(0, 0, fragment))) {
                out.append(((ModelEvent.ToolCallDelta) event).arguments());
            }
        }
        return out.toString();
    }

    @Test
    void onlyNamesAtTheTopAreGivenBackHoweverTheTextIsCut() {
        String sent =
                "{ \"filter_size_\" : {\"_sort\":[\"_sort\"]}, \"_sort\":\"filter_size_\\\"\", \"n_h_e\":[{\"_sort\":1}],\"plain\":\"a,\\\"_sort\\\":2\" }";
        String own =
                "{ \"filter[size]\" : {\"_sort\":[\"_sort\"]}, \"$sort\":\"filter_size_\\\"\", \"näh\\\"e\":[{\"_sort\":1}],\"plain\":\"a,\\\"_sort\\\":2\" }";
        assertThat(back(sent)).isEqualTo(own);
        for (int i = 0; i <= sent.length(); i++) {
            assertThat(back(sent.substring(0, i), sent.substring(i)))
                    .as("split at %d", i)
                    .isEqualTo(own);
        }
    }

    @Test
    void anEscapedNameIsTheSameName() {
        assertThat(back("{\"\\u005fsort\":1}")).isEqualTo("{\"$sort\":1}");
    }

    @Test
    void otherToolsAndOtherArgumentsPassUntouched() {
        PropertyNamesBack stage = new PropertyNamesBack(names("claude-sonnet-4-6"));
        ModelEvent other =
                new ModelEvent.ToolCallStarted(0, 0, "c", "other", "{\"_sort\":1}", null, null);
        assertThat(stage.apply(other)).containsExactly(other);
        assertThat(back("[\"_sort\"]")).isEqualTo("[\"_sort\"]");
    }

    @Test
    void aRenamedPropertySharesItsNameWithNoOther() {
        ObjectNode schema =
                (ObjectNode) Json.read("{\"properties\":{\"a b\":{},\"a_b\":{},\"a/b\":{}}}");
        PropertyNames names =
                PropertyNames.of(
                        List.of(new ToolDefinition("tools[0]", "f", null, schema, false, null)),
                        ModelFacts.bundled().claude("claude-sonnet-4-6"));
        assertThat(names.schema("f", schema).path("properties").propertyNames())
                .doesNotHaveDuplicates()
                .hasSize(3)
                .allMatch(name -> name.matches("[a-zA-Z0-9_.-]{1,64}"));
    }
}
