package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.SchemaReferences.Resolved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SchemaReferencesTest {
    private static ObjectNode json(String json) {
        return (ObjectNode) Json.read(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'items':{'$ref':'#/$defs/A'},'$defs':{'A':{'type':'number'}}}|{'items':{'type':'number'}}",
                "{'$ref':'#/$defs/A','title':'t','$defs':{'A':{'title':'a','type':'object'}}}|{'title':'t','type':'object'}",
                "{'properties':{'a':{'$ref':'#/properties/b'},'b':{'type':'string'}}}|{'properties':{'a':{'type':'string'},'b':{'type':'string'}}}",
                "{'items':{'$ref':'#/$defs/a%20b'},'$defs':{'a b':{'type':'null'}}}|{'items':{'type':'null'}}",
                "{'items':{'$ref':'#/$defs/a~1b'},'$defs':{'a/b':{'type':'null'}}}|{'items':{'type':'null'}}",
                "{'items':{'$ref':'#here'},'$defs':{'x':{'$anchor':'here','type':'null'}}}|{'items':{'$anchor':'here','type':'null'}}",
                "{'properties':{'$ref':{'type':'string'},'$defs':{'type':'null'}}}|{'properties':{'$ref':{'type':'string'},'$defs':{'type':'null'}}}",
                "{'items':{'$ref':'#/$defs/T'},'$defs':{'T':true}}|{'items':true}",
                "{'enum':[{'$ref':'#/$defs/no'}]}|{'enum':[{'$ref':'#/$defs/no'}]}"
            })
    void whatIsReferredToStandsInItsPlace(String schema, String seen) {
        Resolved resolved = SchemaReferences.resolve(json(schema), true);
        assertThat((JsonNode) resolved.schema()).isEqualTo(json(seen));
        assertThat(resolved.cut()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"#/$defs/gone", "https://example.org/a", "other.json#/a"})
    void whatCannotBeFoundIsAnyValueAndSaid(String reference) {
        ObjectNode schema = Json.object();
        schema.putObject("items").put("$ref", reference).put("description", "kept");
        Resolved resolved = SchemaReferences.resolve(schema, true);
        assertThat((JsonNode) resolved.schema())
                .isEqualTo(json("{'items':{'description':'kept'}}"));
        assertThat(resolved.cut()).isTrue();
    }

    @Test
    void onlyWhatRefersToItselfStaysAReference() {
        ObjectNode tree =
                json(
                        "{'type':'object','properties':{'up':{'$ref':'#'},'list':{'$ref':'#/$defs/L','description':'d'}},'$defs':{'L':{'properties':{'next':{'$ref':'#/$defs/L','description':'x'}}}}}");
        Resolved kept = SchemaReferences.resolve(tree, true);
        assertThat(kept.cut()).isFalse();
        assertThat(kept.schema().at("/properties/list/description").asString()).isEqualTo("d");
        for (JsonNode reference : kept.schema().findValues("$ref")) {
            assertThat(kept.schema().at(reference.asString().substring(1)).isObject()).isTrue();
        }
        for (JsonNode parent : kept.schema().findParents("$ref")) {
            assertThat(parent.propertyNames()).containsExactly("$ref");
        }
        Resolved cut = SchemaReferences.resolve(tree, false);
        assertThat(cut.cut()).isTrue();
        assertThat(cut.schema().findValues("$ref")).isEmpty();
    }

    /** Each level names the next one twice: followed to the end it would fill all memory. */
    @Test
    void growthHasABound() {
        ObjectNode schema = json("{'$ref':'#/$defs/d0'}");
        ObjectNode defs = schema.putObject("$defs");
        for (int i = 0; i < 60; i++) {
            ObjectNode two = defs.putObject("d" + i).putObject("properties");
            two.putObject("a").put("$ref", "#/$defs/d" + (i + 1));
            two.putObject("b").put("$ref", "#/$defs/d" + (i + 1));
        }
        defs.putObject("d60").put("type", "string");
        for (boolean keeps : new boolean[] {true, false}) {
            String text = Json.text(SchemaReferences.resolve(schema, keeps).schema());
            assertThat(text.length()).isLessThan(3_000_000);
        }
    }
}
