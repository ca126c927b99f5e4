package com.brievio.conformance.check;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the output of a stream arrived; all that the judge of pacing sees (conformance.md 2.3a).
 *
 * @param output when each output event was read, in seconds since the request was sent, rising
 * @param ends where each output event ended, in bytes of the body; as long as {@code output}
 * @param end when the body was complete, in seconds
 * @param bytes length of the body
 * @param characters length of the text
 * @param stall longest time that the tester's own machine kept it waiting, in seconds
 */
record StreamTimeline(
        double[] output, int[] ends, double end, int bytes, int characters, double stall) {
    private static final double SHORTEST_GAP = 0.002;

    /** Returns the timeline of a recorded stream, or null where it brought no output. */
    static @Nullable StreamTimeline of(Exchange.Response response, SseTranscript transcript) {
        List<Chunk> output = transcript.chunks().stream().filter(Chunk::isOutput).toList();
        if (output.isEmpty()) {
            return null;
        }
        double[] times = output.stream().mapToDouble(c -> c.event().nanos() / 1e9).toArray();
        int[] ends = output.stream().mapToInt(c -> endOf(response, c.event().nanos())).toArray();
        return new StreamTimeline(
                times,
                ends,
                response.timing().end() / 1e9,
                response.body().length,
                output.stream().mapToInt(c -> c.text().length()).sum(),
                response.timing().stall() / 1e9);
    }

    private static int endOf(Exchange.Response response, long nanos) {
        for (Exchange.Read read : response.reads()) {
            if (read.nanos() == nanos) {
                return read.end();
            }
        }
        return response.body().length;
    }

    double first() {
        return output[0];
    }

    double last() {
        return output[output.length - 1];
    }

    int events() {
        return output.length;
    }

    /** How many reads brought output. */
    int reads() {
        return (int) Arrays.stream(output).distinct().count();
    }

    /** How much of the whole time the output took. */
    double span() {
        return (last() - first()) / end;
    }

    /** How many of eight equal parts of the span hold output. */
    int bins() {
        boolean[] bins = new boolean[8];
        for (double time : output) {
            double share = (time - first()) / Math.max(1e-9, last() - first());
            bins[(int) Math.min(7, share * 8)] = true;
        }
        int filled = 0;
        for (boolean bin : bins) {
            filled += bin ? 1 : 0;
        }
        return filled;
    }

    /**
     * How the output was bunched.
     *
     * @param count how many bursts
     * @param within seconds spent inside bursts: an even stream of a fast model is one long burst,
     *     a lump that was held back is a short one
     * @param gap median time between two bursts, in seconds; 0 for a single one
     * @param ends where each burst ended, in bytes of the body
     */
    record Bursts(int count, double within, double gap, List<Integer> ends) {
        /** Copies the list. */
        Bursts {
            ends = List.copyOf(ends);
        }

        /** Returns the buffer size at whose multiples most bursts end, or 0. */
        int bufferSize(int eventBytes) {
            for (int size : new int[] {16_384, 8192, 4096}) {
                long near =
                        ends.stream()
                                .filter(e -> {
                                    int over = e % size;
                                    return over <= eventBytes || size - over <= eventBytes;
                                })
                                .count();
                if (near >= 0.7 * ends.size()) {
                    return size;
                }
            }
            return 0;
        }
    }

    /** Reads that come closer together than the gap, in seconds, are one burst. */
    Bursts bursts(double gap) {
        int count = 1;
        double within = 0;
        double[] pauses = new double[output.length];
        List<Integer> burstEnds = new java.util.ArrayList<>();
        for (int i = 1; i < output.length; i++) {
            double pause = output[i] - output[i - 1];
            if (pause > gap) {
                burstEnds.add(ends[i - 1]);
                pauses[count - 1] = pause;
                count++;
            } else {
                within += pause;
            }
        }
        burstEnds.add(ends[ends.length - 1]);
        double[] between = Arrays.copyOf(pauses, count - 1);
        Arrays.sort(between);
        double median = between.length == 0 ? 0 : between[between.length / 2];
        return new Bursts(count, within, median, burstEnds);
    }

    /** Bursts by the network's own measure (2.3a step 5). */
    Bursts networkBursts(double roundTrip) {
        return bursts(Math.max(SHORTEST_GAP, roundTrip / 4));
    }

    /** How uneven the gaps between output are: standard deviation over mean. */
    double unevenness() {
        double[] times = Arrays.stream(output).distinct().toArray();
        if (times.length < 3) {
            return Double.MAX_VALUE;
        }
        double mean = (times[times.length - 1] - times[0]) / (times.length - 1);
        double sum = 0;
        for (int i = 1; i < times.length; i++) {
            double off = times[i] - times[i - 1] - mean;
            sum += off * off;
        }
        return Math.sqrt(sum / (times.length - 1)) / mean;
    }

    /** Forty columns of how many of the body's bytes had come by then. */
    String sparkline() {
        String bars = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
        StringBuilder line = new StringBuilder();
        for (int column = 1; column <= 40; column++) {
            double until = end * column / 40;
            int i = Arrays.binarySearch(output, until);
            int upTo = i >= 0 ? i + 1 : -i - 1;
            double share = (double) upTo / output.length;
            line.append(upTo == 0 ? ' ' : bars.charAt((int) Math.min(7, share * 8)));
        }
        return line.toString();
    }
}
