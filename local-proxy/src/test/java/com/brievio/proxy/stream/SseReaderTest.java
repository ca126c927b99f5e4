package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private static List<WireFrame> read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SseReader().feed(bytes, 0, bytes.length);
    }

    @Test
    void joinsSeveralDataLinesWithALineFeed() {
        assertThat(read("data: a\ndata:b\ndata\n\n"))
                .containsExactly(WireFrame.event("", "a\nb\n"));
    }

    @Test
    void keepsTheEventNameOfItsOwnEventOnly() {
        assertThat(read("event: x\ndata: 1\n\ndata: 2\n\n"))
                .containsExactly(WireFrame.event("x", "1"), WireFrame.event("", "2"));
    }

    @Test
    void skipsCommentsIdsRetriesAndEventsWithoutData() {
        assertThat(read(": hi\n\nid: 7\nretry: 5\n\nevent: ping\n\ndata: 1\n\n"))
                .containsExactly(WireFrame.event("", "1"));
    }

    @Test
    void skipsAByteOrderMarkAtTheStartOnly() {
        assertThat(read("\ufeffdata: 1\n\ndata: \ufeff\n\n"))
                .containsExactly(WireFrame.event("", "1"), WireFrame.event("", "\ufeff"));
    }

    @Test
    void dispatchesNothingWithoutABlankLine() {
        assertThat(read("data: 1\n")).isEmpty();
    }

    @Test
    void takesAnyCutInsideCharactersAndLineEnds() {
        String text = "data: \u6771\ud83d\ude00\r\n\r\ndata: b\r\rdata: c\n\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= bytes.length; i++) {
            for (int j = i; j <= bytes.length; j++) {
                SseReader reader = new SseReader();
                List<WireFrame> frames = new ArrayList<>(reader.feed(bytes, 0, i));
                frames.addAll(reader.feed(bytes, i, j - i));
                frames.addAll(reader.feed(bytes, j, bytes.length - j));
                assertThat(frames)
                        .extracting(WireFrame::data)
                        .containsExactly("\u6771\ud83d\ude00", "b", "c");
            }
        }
    }

    @Test
    void keepsStrayLinesForWhoeverWantsThem() {
        SseReader reader = new SseReader();
        byte[] bytes = "{\"error\":\n{}}".getBytes(StandardCharsets.UTF_8);
        reader.feed(bytes, 0, bytes.length);
        assertThat(reader.stray()).isEqualTo("{\"error\":\n{}}");
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xc3, '\n'};
        assertThat(new SseReader().feed(bytes, 0, bytes.length))
                .containsExactly(WireFrame.malformed("the stream is not valid UTF-8"));
    }
}
