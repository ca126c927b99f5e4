package com.brievio.proxy.upstream.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class RootSchemaTest {
    private static ObjectNode schema(String json) {
        return (ObjectNode) Json.read(json.replace('\'', '"'));
    }

    private static ObjectNode rooted(String json) {
        ObjectNode schema = schema(json);
        ObjectNode before = schema.deepCopy();
        ObjectNode rooted = RootSchema.of(schema, "p").schema();
        assertThat(schema).isEqualTo(before);
        return rooted;
    }

    @Test
    void whatAllAlternativesRequireStaysRequired() {
        assertThat(
                        rooted(
                                "{'type':'object','properties':{'k':{'type':'string'}},'required':['k'],'anyOf':["
                                        + "{'properties':{'a':{'type':'string'},'b':{'type':'string'}},'required':['a','b']},"
                                        + "{'properties':{'a':{'type':'integer'}},'required':['a']}]}"))
                .isEqualTo(
                        schema(
                                "{'type':'object','properties':{'k':{'type':'string'},'a':{'anyOf':[{'type':'string'},{'type':'integer'}]},'b':{'type':'string'}},'required':['k','a']}"));
    }

    @Test
    void alternativesInsideAlternativesAreFoundThroughReferences() {
        ObjectNode rooted =
                rooted(
                        "{'anyOf':[{'$ref':'#/$defs/A'}],'$defs':{'A':{'allOf':[{'$ref':'#/$defs/B'},{'properties':{'y':{}}}]},'B':{'properties':{'x':{'type':'string'}},'required':['x']}}}");
        assertThat(rooted.path("properties").propertyNames()).containsExactlyInAnyOrder("x", "y");
        assertThat(rooted.path("required").get(0).asString()).isEqualTo("x");
        assertThat(rooted.has("anyOf")).isFalse();
    }

    @Test
    void aSchemaThatRefersToItselfEnds() {
        assertThat(rooted("{'oneOf':[{'$ref':'#'}],'properties':{'a':{}}}").has("oneOf")).isFalse();
    }

    @Test
    void manyAlternativesOfOnePropertyStayFlat() {
        ObjectNode schema = Json.object();
        ArrayNode variants = schema.putArray("oneOf");
        for (int i = 0; i < 300; i++) {
            variants.addObject().putObject("properties").putObject("kind").put("const", "k" + i);
        }
        ObjectNode rooted = RootSchema.of(schema, "p").schema();
        assertThat(rooted.at("/properties/kind/anyOf")).hasSize(300);
    }

    /** Each level names the next one twice: followed one by one it would never end. */
    @Test
    void referencesAreFollowedOnce() {
        ObjectNode schema = Json.object();
        schema.putArray("allOf").addObject().put("$ref", "#/$defs/d0");
        ObjectNode defs = schema.putObject("$defs");
        for (int i = 0; i < 60; i++) {
            ArrayNode two = defs.putObject("d" + i).putArray("anyOf");
            two.addObject().put("$ref", "#/$defs/d" + (i + 1));
            two.addObject().put("$ref", "#/$defs/d" + (i + 1));
        }
        defs.putObject("d60").putObject("properties").putObject("leaf");
        assertThat(RootSchema.of(schema, "p").schema().at("/properties").propertyNames())
                .containsExactly("leaf");
    }
}
