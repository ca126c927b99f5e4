package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.messages.MessagesRequestReader;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.responses.ResponseStore;
import com.brievio.proxy.responses.ResponsesRequestReader;
import com.brievio.proxy.upstream.WireCases.Case;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of the Responses and Messages APIs: the upstream body and the reported fields. */
class ClientRequestCasesTest {
    static List<Case> cases() {
        return WireCases.of("client-requests");
    }

    static ChatRequest read(Case one) {
        byte[] body = one.bytes("request.json");
        return one.meta().path("api").asString().equals("responses")
                ? ResponsesRequestReader.read(body, ResponseStore.NONE, "").chat()
                : MessagesRequestReader.read(body, false).chat();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encodesTheBodyAndReportsTheFieldsThatAreExpected(Case one) {
        ChatRequest request = read(one);
        Notes notes = new Notes(request);
        UpstreamCall call =
                WireCases.upstream(one.meta().path("upstream").asString())
                        .encode(request, one.model(), notes);
        assertThat(call.json()).isEqualTo(one.json("upstream.json"));
        List<String> ignored = new ArrayList<>();
        one.meta().path("ignored").forEach(path -> ignored.add(path.asString()));
        assertThat(notes.ignored()).isEqualTo(ignored);
    }
}
