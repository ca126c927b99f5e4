package com.brievio.proxy.upstream.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialArgumentsTest {
    private static String joined(String... leaves) {
        PartialArguments partial = new PartialArguments();
        StringBuilder out = new StringBuilder();
        for (String leaf : leaves) {
            out.append(partial.leaf(Json.read(leaf.replace('\'', '"'))));
        }
        return out.append(partial.end()).toString();
    }

    @Test
    void aStringArrivesInPieces() {
        assertThat(
                        joined(
                                "{'jsonPath':'$.location','stringValue':'Bos','willContinue':true}",
                                "{'jsonPath':'$.location','stringValue':'ton','willContinue':true}",
                                "{'jsonPath':'$.location','stringValue':''}"))
                .isEqualTo("{\"location\":\"Boston\"}");
    }

    @Test
    void namesMayHoldAnything() {
        PartialArguments partial = new PartialArguments();
        StringBuilder out = new StringBuilder();
        for (String path : List.of("$['it\\'s']", "$[\"a\\\"b\"]", "$..odd")) {
            out.append(partial.leaf(Json.object().put("jsonPath", path).put("numberValue", 1)));
        }
        assertThat(Json.read(out.append(partial.end()).toString()).propertyNames())
                .containsExactly("it's", "a\"b", "..odd");
    }

    @Test
    void aStringThatIsNeverEndedIsEndedByWhatFollows() {
        assertThat(
                        joined(
                                "{'jsonPath':'$.a','stringValue':'x','willContinue':true}",
                                "{'jsonPath':'$.b','numberValue':1.50}"))
                .isEqualTo("{\"a\":\"x\",\"b\":1.50}");
    }

    @Test
    void everyKindOfLeaf() {
        assertThat(
                        joined(
                                "{'jsonPath':'$.n','numberValue':7}",
                                "{'jsonPath':'$.b','boolValue':true}",
                                "{'jsonPath':'$.z','nullValue':'NULL_VALUE'}",
                                "{'jsonPath':'$.s','stringValue':'é🙂'}"))
                .isEqualTo("{\"n\":7,\"b\":true,\"z\":null,\"s\":\"é🙂\"}");
    }

    @Test
    void objectsAndArraysAreOpenedAndClosed() {
        String text =
                joined(
                        "{'jsonPath':'$.trip.from','stringValue':'Oslo'}",
                        "{'jsonPath':'$.trip.to.city','stringValue':'Rome'}",
                        "{'jsonPath':'$.tags[0]','stringValue':'a'}",
                        "{'jsonPath':'$.tags[1]','stringValue':'b'}",
                        "{'jsonPath':'$.stops[0].name','stringValue':'x'}",
                        "{'jsonPath':'$.stops[0].at','numberValue':1}",
                        "{'jsonPath':'$.stops[1].name','stringValue':'y'}",
                        "{'jsonPath':'$.grid[0][0]','numberValue':1}",
                        "{'jsonPath':'$.grid[0][1]','numberValue':2}",
                        "{'jsonPath':'$.grid[1][0]','numberValue':3}",
                        "{'jsonPath':'$.last','boolValue':false}");
        assertThat(text)
                .isEqualTo(
                        "{\"trip\":{\"from\":\"Oslo\",\"to\":{\"city\":\"Rome\"}},\"tags\":[\"a\",\"b\"],"
                                + "\"stops\":[{\"name\":\"x\",\"at\":1},{\"name\":\"y\"}],\"grid\":[[1,2],[3]],\"last\":false}");
        assertThat(Json.read(text).isObject()).isTrue();
    }

    @Test
    void quotesAndLinesAreEscaped() {
        PartialArguments partial = new PartialArguments();
        String text =
                partial.leaf(
                                Json.object()
                                        .put("jsonPath", "$.a")
                                        .put("stringValue", "x\"y\n")
                                        .put("willContinue", true))
                        + partial.leaf(
                                Json.object().put("jsonPath", "$.a").put("stringValue", "\\z"))
                        + partial.end();
        assertThat(Json.read(text).path("a").asString()).isEqualTo("x\"y\n\\z");
    }

    @Test
    void noLeafIsAnEmptyObjectAndTheEndComesOnce() {
        PartialArguments partial = new PartialArguments();
        assertThat(List.of(partial.end(), partial.end())).containsExactly("{}", "");
    }

    @Test
    void aLeafWithoutAValueEndsTheStringBeforeIt() {
        assertThat(
                        joined(
                                "{'jsonPath':'$.a','stringValue':'Bos','willContinue':true}",
                                "{'jsonPath':'$.a'}",
                                "{'jsonPath':'$','stringValue':'x'}",
                                "{'jsonPath':'$.b','numberValue':1}"))
                .isEqualTo("{\"a\":\"Bos\",\"b\":1}");
    }
}
