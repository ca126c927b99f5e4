package com.brievio.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The emulated clients against what the real ones were measured to do with each deviation
 * (openai-chat.md section 13: openai-node 7.57.0, openai-python 3.22.1, openai-java 4.101.0); the
 * others against their sources.
 */
class ToolDecodersTest {
    private static SseTranscript stream(String deltas) {
        StringBuilder body = new StringBuilder();
        for (String delta : deltas.split(" ; ", -1)) {
            body.append("data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":")
                    .append(delta)
                    .append("}}]}\n\n");
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return SseTranscript.of(
                new Exchange.Response(
                        200,
                        List.of(),
                        bytes,
                        List.of(new Exchange.Read(1, bytes.length)),
                        Exchange.Framing.CHUNKED,
                        new Exchange.Timing(0, 1, 1, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    as OpenAI sends it | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}] ; [{"index":0,"function":{"arguments":"{}"}}] | []
                    id and name repeated | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}] ; [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}] | [openai-python, openai-go, langchain4j, spring-ai]
                    id and type null later | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}] ; [{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"{}"}}] | [openai-python]
                    id and name empty later | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}] ; [{"index":0,"id":"","type":"function","function":{"name":"","arguments":"{}"}}] | []
                    whole call in one delta | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}] | []
                    no index | [{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}] | [openai-python, openai-node, openai-java]
                    first index is 1 | [{"index":1,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}] | [openai-python, openai-node]
                    no function | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}] ; [{"index":0}] | [openai-python, openai-node, openai-java]
                    no type | [{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}] | [openai-node]
                    arguments an object | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":{}}}] | [openai-java, vercel-ai]
                    two entries in a chunk | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"index":1,"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}] | [spring-ai]
                    two calls under one index | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}] ; [{"index":0,"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}] | [openai-python, openai-node, openai-java, openai-go, vercel-ai, langchain4j]
                    round robin | [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}}] ; [{"index":1,"id":"b","type":"function","function":{"name":"f","arguments":"{"}}] ; [{"index":0,"function":{"arguments":"}"}}] ; [{"index":1,"function":{"arguments":"}"}}] | [openai-python, openai-node, spring-ai]
                    """)
    void breaksWhoWasMeasuredToBreak(String deviation, String deltas, String broken) {
        assertThat(ToolDecoders.broken(stream(deltas))).as(deviation).hasToString(broken);
    }
}
