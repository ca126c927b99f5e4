package com.brievio.proxy.upstream.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenApiSchemasTest {
    private static ObjectNode json(String json) {
        return (ObjectNode) Json.read(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'enum':[1,2],'type':'integer'}|{'enum':['1','2'],'type':'string'}",
                "{'const':'a'}|{'enum':['a'],'type':'string'}",
                "{'type':['string','null']}|{'type':'string','nullable':true}",
                "{'oneOf':[{'type':'string'},{'type':'integer'}]}|{'anyOf':[{'type':'string'},{'type':'integer'}]}",
                "{'type':'object','additionalProperties':false}|{'type':'object'}",
                "{'items':{'$ref':'#/$defs/A'},'$defs':{'A':{'type':'number'}}}|{'items':{'type':'number'}}"
            })
    void whatHasACounterpartIsKept(String schema, String seen) {
        assertThat((JsonNode) OpenApiSchemas.of(json(schema), "p")).isEqualTo(json(seen));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'anyOf':{'a':1}}|anyOf",
                "{'oneOf':'x'}|oneOf",
                "{'type':['string','integer']}|type",
                "{'items':[{'type':'string'}]}|items",
                "{'$ref':'#/$defs/gone'}|$ref",
                "{'$ref':'https://example.org/a'}|$ref",
                "{'properties':{'a':{'$ref':'#/properties/a'}}}|$ref",
                "{'not':{}}|not"
            })
    void whatHasNoneIsNamed(String schema, String keyword) {
        assertThat(refused(json(schema))).contains("keyword " + keyword + " ");
    }

    private static String refused(ObjectNode schema) {
        ApiException refused =
                catchThrowableOfType(ApiException.class, () -> OpenApiSchemas.of(schema, "p"));
        assertThat(refused.error().status()).isEqualTo(400);
        return refused.error().message();
    }

    /** Each level names the next one twice: followed to the end it would fill all memory. */
    @Test
    void referencesThatBlowASchemaUpAreRefused() {
        ObjectNode schema = json("{'$ref':'#/$defs/d0'}");
        ObjectNode defs = schema.putObject("$defs");
        for (int i = 0; i < 60; i++) {
            ObjectNode two = defs.putObject("d" + i).putObject("properties");
            two.putObject("a").put("$ref", "#/$defs/d" + (i + 1));
            two.putObject("b").put("$ref", "#/$defs/d" + (i + 1));
        }
        defs.putObject("d60").put("type", "string");
        assertThat(refused(schema)).contains("keyword $ref ");
    }
}
