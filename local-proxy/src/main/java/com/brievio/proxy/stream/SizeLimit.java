package com.brievio.proxy.stream;

import com.brievio.proxy.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends a response that goes on for ever: what clients put together of it, and what brievio keeps of
 * it, has a limit.
 */
public final class SizeLimit implements EventStage {
    /** Most characters of one response, and of the arguments of one call. */
    static final int MOST_CHARS = 64 * 1024 * 1024;

    static final int MOST_ARGUMENTS = 16 * 1024 * 1024;

    private final String upstream;
    private final int mostChars;
    private final int mostArguments;
    private final Map<Call, Integer> arguments = new HashMap<>();
    private long chars;

    private record Call(int choice, int index) {}

    /** Limits one response; {@code upstream} is the name for the error. */
    public SizeLimit(String upstream) {
        this(upstream, MOST_CHARS, MOST_ARGUMENTS);
    }

    SizeLimit(String upstream, int mostChars, int mostArguments) {
        this.upstream = upstream;
        this.mostChars = mostChars;
        this.mostArguments = mostArguments;
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        int length =
                switch (event) {
                    case ModelEvent.TextDelta delta -> delta.text().length();
                    case ModelEvent.ReasoningDelta delta -> delta.text().length();
                    case ModelEvent.ToolCallStarted call -> call.arguments().length();
                    case ModelEvent.ToolCallDelta delta -> delta.arguments().length();
                    default -> 0;
                };
        chars += length;
        if (chars > mostChars) {
            return failed("the response is longer than " + mostChars + " characters");
        }
        boolean tooLong =
                switch (event) {
                    case ModelEvent.ToolCallStarted call ->
                            isTooLong(new Call(call.choice(), call.index()), length);
                    case ModelEvent.ToolCallDelta delta ->
                            isTooLong(new Call(delta.choice(), delta.index()), length);
                    default -> false;
                };
        return tooLong
                ? failed("the arguments of a call are longer than " + mostArguments + " characters")
                : List.of(event);
    }

    private boolean isTooLong(Call call, int length) {
        return arguments.merge(call, length, Integer::sum) > mostArguments;
    }

    private List<ModelEvent> failed(String why) {
        return List.of(
                new ModelEvent.Failed(ErrorCode.RESPONSE_TOO_LARGE.error(upstream + ": " + why)));
    }
}
