package com.brievio.proxy.stream;

import com.brievio.proxy.json.Surrogates;
import com.brievio.proxy.stream.ModelEvent.ReasoningDelta;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallDelta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins a character whose two halves came in two deltas: the first half is held until the next
 * delta of its kind. A half that stays alone becomes U+FFFD.
 */
public final class WholeCharacters implements EventStage {
    private static final String NO_CHARACTER = "\uFFFD";

    /** The delta of one half that is held back, or null. */
    private @Nullable ModelEvent held;

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        return switch (event) {
            case TextDelta _, ReasoningDelta _, ToolCallDelta _ -> delta(event);
            case ModelEvent.Pinged _, ModelEvent.Unrecognized _, ModelEvent.TokensWeighed _ ->
                    List.of(event);
            default -> {
                if (held == null) {
                    yield List.of(event);
                }
                List<ModelEvent> out = new ArrayList<>(List.of(with(held, NO_CHARACTER)));
                held = null;
                out.add(event);
                yield out;
            }
        };
    }

    private List<ModelEvent> delta(ModelEvent event) {
        List<ModelEvent> out = new ArrayList<>();
        String text = text(event);
        if (held != null && goesOn(held, event)) {
            text = text(held) + text;
        } else if (held != null) {
            out.add(with(held, NO_CHARACTER));
        }
        held = null;
        int end = text.length();
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            held = with(event, text.substring(end - 1));
            end--;
        }
        if (end > 0) {
            String whole = Surrogates.mended(text.substring(0, end));
            out.add(whole.equals(text(event)) ? event : with(event, whole));
        }
        return out;
    }

    private static boolean goesOn(ModelEvent before, ModelEvent event) {
        return with(before, "").equals(with(event, ""));
    }

    private static String text(ModelEvent event) {
        return switch (event) {
            case TextDelta delta -> delta.text();
            case ReasoningDelta delta -> delta.text();
            case ToolCallDelta delta -> delta.arguments();
            default -> "";
        };
    }

    private static ModelEvent with(ModelEvent event, String text) {
        return switch (event) {
            case TextDelta delta -> new TextDelta(delta.choice(), text);
            case ReasoningDelta delta -> new ReasoningDelta(delta.choice(), text);
            case ToolCallDelta delta -> new ToolCallDelta(delta.choice(), delta.index(), text);
            default -> event;
        };
    }
}
