package com.brievio.proxy.upstream.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
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
                "{'enum':[1,2],'type':'integer'}|{'type':'integer','description':'(one of: 1, 2)'}",
                "{'enum':[true],'description':'On.'}|{'description':'On. (one of: true)','type':'boolean'}",
                "{'enum':['a',null]}|{'nullable':true,'type':'string','enum':['a']}",
                "{'type':['string','integer']}|{'anyOf':[{'type':'string'},{'type':'integer'}]}",
                "{'properties':{'enum':{'type':'string'},'$ref':{'type':'string'}}}|{'properties':{'enum':{'type':'string'},'$ref':{'type':'string'}}}",
                "{'const':'a'}|{'enum':['a'],'type':'string'}",
                "{'type':['string','null']}|{'type':'string','nullable':true}",
                "{'oneOf':[{'type':'string'},{'type':'integer'}]}|{'anyOf':[{'type':'string'},{'type':'integer'}]}",
                "{'type':'object','additionalProperties':false}|{'type':'object'}"
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
                "{'items':[{'type':'string'}]}|items",
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
}
