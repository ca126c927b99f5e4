package com.brievio.proxy.openai;

import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.ModelEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.io.JsonStringEncoder;

/** The chunks of one answer in which only a text differs: what stands before and behind it. */
final class ChunkTemplates {
    /** Where the text stands in its chunk. */
    static final String TEXT = "\"delta\":{\"content\":\"";

    static final String REASONING = "\"delta\":{\"reasoning_content\":\"";
    static final String ARGUMENTS = "\"function\":{\"arguments\":\"";

    private final Map<Key, Template> templates = new HashMap<>();

    /** What was written last: most chunks are like the one before. */
    private Key lastKey = new Key("", -1);

    private Template last = new Template(new byte[0], new byte[0]);

    private record Key(String place, int index) {}

    private record Template(byte[] before, byte[] behind) {}

    /**
     * A delta of which only the text is its own.
     *
     * @param place what stands before the text
     * @param index of the choice, or of the call
     */
    record Usual(ModelEvent event, String place, int index, String text) {}

    /**
     * Adds the chunk of the delta.
     *
     * @param chunk makes the chunk of a delta with an empty text, for one that comes first
     */
    void write(Usual usual, ByteSink out, Function<ModelEvent, String> chunk) {
        if (usual.index() != lastKey.index() || !usual.place().equals(lastKey.place())) {
            lastKey = new Key(usual.place(), usual.index());
            last =
                    templates.computeIfAbsent(
                            lastKey, key -> split(chunk.apply(usual.event()), key.place()));
        }
        out.add(last.before());
        out.add(JsonStringEncoder.getInstance().quoteAsUTF8(usual.text()));
        out.add(last.behind());
    }

    private static Template split(String chunk, String place) {
        int at = chunk.indexOf(place) + place.length();
        return new Template(
                chunk.substring(0, at).getBytes(StandardCharsets.UTF_8),
                chunk.substring(at).getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets the chunks: what they have in common has changed. */
    void clear() {
        templates.clear();
        lastKey = new Key("", -1);
    }
}
