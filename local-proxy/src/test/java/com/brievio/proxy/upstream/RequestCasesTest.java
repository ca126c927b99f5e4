package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.upstream.WireCases.Case;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every request case: the upstream body and the reported fields. */
class RequestCasesTest {
    static List<Case> cases() {
        return WireCases.of("requests");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encodesTheBodyAndReportsTheFieldsThatAreExpected(Case one) {
        ChatRequest request = ChatRequestReader.read(one.bytes("request.json"));
        String model = one.model().isEmpty() ? request.model() : one.model();
        Notes notes = new Notes(request);
        UpstreamCall call = one.upstream().encode(request, model, notes);
        assertThat(call.json()).isEqualTo(one.json("upstream.json"));
        JsonNode wanted = one.meta().path("path");
        assertThat(wanted.asString(call.uri().getRawPath())).isEqualTo(call.uri().getRawPath());
        List<String> ignored = new ArrayList<>();
        one.meta().path("ignored").forEach(path -> ignored.add(path.asString()));
        assertThat(notes.ignored()).isEqualTo(ignored);
    }
}
