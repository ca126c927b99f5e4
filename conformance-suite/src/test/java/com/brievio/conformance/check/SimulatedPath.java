package com.brievio.conformance.check;

import com.brievio.conformance.check.Pacing.Pair;
import java.util.SplittableRandom;

/**
 * A server and the path to it, in simulated time: tells when which event of a stream is read.
 *
 * <p>A server that replays makes the whole answer first and sends it at once.
 */
final class SimulatedPath {
    private static final int INITIAL_WINDOW = 14_600;
    private static final double SLOW_LINE = 125_000;

    /** What lies between. */
    enum Proxy {
        NONE("direct"),
        BUFFER_4K("4 KiB buffer"),
        BUFFER_8K("8 KiB buffer"),
        GZIP("gzip, 16 KiB blocks"),
        JITTER("100 ms jitter"),
        SLOW("1 Mbit/s"),
        FAR("200 ms round trip");

        private final String words;

        Proxy(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final SplittableRandom random;
    private final int rate;
    private final Proxy proxy;
    private final boolean replay;
    private final double prefill;

    SimulatedPath(SplittableRandom random, int rate, Proxy proxy, boolean replay) {
        this.random = random;
        this.rate = rate;
        this.proxy = proxy;
        this.replay = replay;
        this.prefill = random.nextDouble(0.05, 0.6);
    }

    double roundTrip() {
        return proxy == Proxy.FAR ? 0.2 : 0.0005;
    }

    /** One stream and its control. */
    Pair pair(int tokens) {
        return new Pair("simulated", stream(tokens), control(tokens), 3 * tokens, 0);
    }

    private double drift() {
        return random.nextDouble(0.9, 1.1);
    }

    private double control(int tokens) {
        double jitter = proxy == Proxy.JITTER ? random.nextDouble(0.1) : 0;
        return drift() * (prefill + (double) tokens / rate) + roundTrip() + jitter;
    }

    private StreamTimeline stream(int tokens) {
        double drift = drift();
        double[] sent = new double[tokens];
        int[] ends = new int[tokens];
        double time = drift * prefill;
        int bytes = 250;
        for (int i = 0; i < tokens; i++) {
            time += i == 0 ? 0 : drift / rate * random.nextDouble(0.7, 1.3);
            bytes += random.nextInt(220, 245);
            sent[i] = time;
            ends[i] = bytes;
        }
        if (replay) {
            java.util.Arrays.fill(sent, time);
        }
        double[] read = travelled(buffered(sent, ends), ends);
        double end = read[tokens - 1] + 0.0005;
        return new StreamTimeline(read, ends, end, bytes + 250, 3 * tokens, 0);
    }

    /** A buffer lets go what it holds when it is full, and the rest at the end. */
    private double[] buffered(double[] sent, int[] ends) {
        int size =
                switch (proxy) {
                    case BUFFER_4K -> 4096;
                    case BUFFER_8K -> 8192;
                    case GZIP -> 16_384;
                    case NONE, JITTER, SLOW, FAR -> 0;
                };
        if (size == 0) {
            return sent;
        }
        double[] out = new double[sent.length];
        int first = 0;
        for (int i = 0; i < sent.length; i++) {
            boolean full =
                    i == sent.length - 1 || ends[i] / size > (i == 0 ? 0 : ends[i - 1] / size);
            if (full) {
                java.util.Arrays.fill(out, first, i + 1, sent[i]);
                first = i + 1;
            }
        }
        return out;
    }

    /** Adds the way: delay, jitter in order, a slow line, and the window that opens slowly. */
    private double[] travelled(double[] out, int[] ends) {
        double[] read = new double[out.length];
        double free = 0;
        double round = 0;
        int window = INITIAL_WINDOW;
        int inRound = 0;
        for (int i = 0; i < out.length; i++) {
            int bytes = ends[i] - (i == 0 ? 0 : ends[i - 1]);
            double start = Math.max(out[i], round);
            if (start - round > roundTrip()) {
                round = start;
                inRound = 0;
            }
            inRound += bytes;
            if (inRound > window) {
                round += roundTrip();
                inRound = bytes;
                window *= 2;
                start = Math.max(start, round);
            }
            double arrival = start + roundTrip();
            if (proxy == Proxy.JITTER) {
                arrival += random.nextDouble(0.1);
            }
            if (proxy == Proxy.SLOW) {
                arrival = Math.max(arrival, free) + bytes / SLOW_LINE;
                free = arrival;
            }
            double before = i == 0 ? 0 : read[i - 1];
            // What comes within 50 µs of the last is read together with it.
            read[i] = arrival - before < 0.00005 ? before : arrival;
        }
        return read;
    }
}
