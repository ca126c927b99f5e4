package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsEventStreamReaderTest {
    private static final String PING =
            "0000007b0000004b0a2e96af0b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d747970650700"
                    + "106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573223a"
                    + "2265794a306558426c496a6f6963476c755a794a39227da01f56c4";
    private static final String THROTTLED =
            "0000008e00000061514180540f3a657863657074696f6e2d747970650700137468726f74746c696e6745786365707469"
                    + "6f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970"
                    + "65070009657863657074696f6e7b226d657373616765223a22546f6f206d616e7920746f6b656e73227dc81b1ec1";

    private static List<WireFrame> read(byte[] bytes, int... ends) {
        AwsEventStreamReader reader = new AwsEventStreamReader();
        List<WireFrame> frames = new ArrayList<>();
        int start = 0;
        for (int end : ends) {
            frames.addAll(reader.feed(bytes, start, end - start));
            start = end;
        }
        frames.addAll(reader.feed(bytes, start, bytes.length - start));
        return frames;
    }

    private static byte[] both() {
        return HexFormat.of().parseHex(PING + THROTTLED);
    }

    @Test
    void readsAnEventAndAnException() {
        assertThat(read(both()))
                .containsExactly(
                        WireFrame.event("chunk", "{\"bytes\":\"eyJ0eXBlIjoicGluZyJ9\"}"),
                        new WireFrame(
                                WireFrame.Kind.EXCEPTION,
                                "throttlingException",
                                "{\"message\":\"Too many tokens\"}"));
    }

    @Test
    void theFramesOfTheTestsAreThese() {
        String ping = "{\"bytes\":\"eyJ0eXBlIjoicGluZyJ9\"}";
        assertThat(HexFormat.of().formatHex(EventStreamFrames.event("chunk", ping)))
                .isEqualTo(PING);
        String message = "{\"message\":\"Too many tokens\"}";
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        EventStreamFrames.exception(
                                                "throttlingException", message)))
                .isEqualTo(THROTTLED);
    }

    /** Bug 11: a read that ends inside the length of the next frame. */
    @Test
    void readsTheSameWhereverItIsSplit() {
        byte[] bytes = both();
        List<WireFrame> whole = read(bytes);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(read(bytes, i)).as("split at %d", i).isEqualTo(whole);
        }
    }

    @Test
    void anyFlippedBitIsNoticed() {
        byte[] bytes = both();
        for (int i = 0; i < bytes.length; i++) {
            byte[] wrong = bytes.clone();
            wrong[i] ^= 0x10;
            List<WireFrame> frames = read(wrong);
            boolean noticed =
                    frames.size() < 2 || frames.getLast().kind() == WireFrame.Kind.MALFORMED;
            assertThat(noticed).as("byte %d", i).isTrue();
        }
    }

    @Test
    void whatCameBeforeTheCorruptFrameIsKept() {
        byte[] bytes = both();
        bytes[bytes.length - 1] ^= 1;
        List<WireFrame> frames = read(bytes);
        assertThat(frames).hasSize(2);
        assertThat(frames.getFirst().name()).isEqualTo("chunk");
        assertThat(frames.getLast().kind()).isEqualTo(WireFrame.Kind.MALFORMED);
        assertThat(frames.getLast().data()).contains("corrupt");
    }

    @Test
    void anAbsurdLengthIsRefusedAtOnce() {
        byte[] bytes = HexFormat.of().parseHex("7fffffff00000000a0a0a0a0");
        byte[] frame = java.util.Arrays.copyOf(bytes, 16);
        assertThat(read(frame).getLast().kind()).isEqualTo(WireFrame.Kind.MALFORMED);
    }
}
