package com.brievio.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.wire.Exchange.Framing;
import com.brievio.conformance.wire.Exchange.Read;
import com.brievio.conformance.wire.Exchange.Response;
import com.brievio.conformance.wire.Exchange.Timing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseTranscriptTest {
    private static SseTranscript of(String body, Read... reads) {
        return SseTranscript.of(
                new Response(
                        200,
                        List.of(),
                        body.getBytes(StandardCharsets.UTF_8),
                        List.of(reads),
                        Framing.CHUNKED,
                        new Timing(0, 0, 99, 0)));
    }

    @Test
    void keepsWhatLenientReadersForgive() {
        SseTranscript t = of("event: ping\n\ndata: a\ndata: b\n\nnope\n\ndata: [DONE]");
        assertThat(t.events()).hasSize(4);
        assertThat(t.events().get(0).data()).isNull();
        assertThat(t.events().get(1).dataLines()).isEqualTo(2);
        assertThat(t.oddLines()).containsExactly("nope");
        assertThat(t.events().get(3).isDone()).isTrue();
        assertThat(t.events().get(3).terminated()).isFalse();
    }

    @Test
    void timesAnEventByTheReadThatBroughtItsEnd() {
        SseTranscript t =
                of("data: a\n\ndata: b\n\n", new Read(5, 4), new Read(7, 12), new Read(9, 18));
        assertThat(t.events()).extracting(SseTranscript.Event::nanos).containsExactly(7L, 9L);
    }

    @Test
    void commentsAndBlankLinesAreNoEvents() {
        assertThat(of(": hi\n\n\n\n:\n\n").events()).isEmpty();
    }
}
