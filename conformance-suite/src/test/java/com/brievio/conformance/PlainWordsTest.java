package com.brievio.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A report never names a Java class. */
class PlainWordsTest {
    @Test
    void plainWordsStay() {
        assertThat(PlainWords.of(new IOException("connection reset")))
                .isEqualTo("connection reset");
        assertThat(PlainWords.of(new IOException("no route to lamp.example.org"), "x"))
                .isEqualTo("no route to lamp.example.org");
    }

    @Test
    void namesOfClassesAndEmptyMessagesAreReplaced() {
        for (String message : new String[] {null, " ", "java.util.List is no com.example.Lamp"}) {
            assertThat(PlainWords.of(new IOException(message), "the lamp is out"))
                    .isEqualTo("the lamp is out");
        }
    }

    @Test
    void errorsAreSaidInWords() {
        assertThat(PlainWords.of(new StackOverflowError()))
                .isEqualTo("something is nested too deep");
        assertThat(PlainWords.of(new OutOfMemoryError("Java heap space")))
                .isEqualTo("there is not enough memory");
    }
}
