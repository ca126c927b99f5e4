package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private static List<SseFrame> read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SseReader().feed(bytes, 0, bytes.length);
    }

    @Test
    void joinsSeveralDataLinesWithALineFeed() {
        assertThat(read("data: a\ndata:b\ndata\n\n")).containsExactly(new SseFrame("", "a\nb\n"));
    }

    @Test
    void keepsTheEventNameOfItsOwnEventOnly() {
        assertThat(read("event: x\ndata: 1\n\ndata: 2\n\n"))
                .containsExactly(new SseFrame("x", "1"), new SseFrame("", "2"));
    }

    @Test
    void skipsCommentsIdsRetriesAndEventsWithoutData() {
        assertThat(read(": hi\n\nid: 7\nretry: 5\n\nevent: ping\n\ndata: 1\n\n"))
                .containsExactly(new SseFrame("", "1"));
    }

    @Test
    void skipsAByteOrderMarkAtTheStartOnly() {
        assertThat(read("\ufeffdata: 1\n\ndata: \ufeff\n\n"))
                .containsExactly(new SseFrame("", "1"), new SseFrame("", "\ufeff"));
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
                List<SseFrame> frames = new ArrayList<>(reader.feed(bytes, 0, i));
                frames.addAll(reader.feed(bytes, i, j - i));
                frames.addAll(reader.feed(bytes, j, bytes.length - j));
                assertThat(frames)
                        .extracting(SseFrame::data)
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
        assertThatThrownBy(() -> new SseReader().feed(bytes, 0, bytes.length))
                .isInstanceOf(SseReader.Malformed.class);
    }
}
