package com.brievio.cli;

import com.brievio.conformance.UpstreamScript;
import com.brievio.fixtures.simulation.Fault;
import com.brievio.fixtures.simulation.Pace;
import com.brievio.fixtures.simulation.SimulatedAnthropic;
import com.brievio.fixtures.simulation.SimulatedGemini;
import com.brievio.proxy.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulated providers that ship inside, both started together. */
final class Simulation implements AutoCloseable, UpstreamScript {
    /** The models that {@code verify} judges when nothing else is named. */
    static final List<String> MODELS = List.of("claude-sonnet-4-6", "gemini-3.5-flash");

    private final SimulatedAnthropic anthropic;
    private final SimulatedGemini gemini;

    private Simulation(SimulatedAnthropic anthropic, SimulatedGemini gemini) {
        this.anthropic = anthropic;
        this.gemini = gemini;
    }

    /** Starts both; a null key lets any key in. */
    static Simulation start(@Nullable String key) {
        return new Simulation(
                SimulatedAnthropic.start(key, Pace.LIVELY),
                SimulatedGemini.start(key, Pace.LIVELY));
    }

    /** Returns them as upstreams that are sent the client's own key. */
    List<Provider> providers() {
        return List.of(
                new Provider.Keyed("anthropic", anthropic.uri(), null),
                new Provider.Keyed("gemini", gemini.uri(), null));
    }

    @Override
    public void plant(String marker, Trouble trouble) {
        Fault fault =
                switch (trouble) {
                    case RATE_LIMIT -> Fault.RATE_LIMIT;
                    case SERVER_ERROR -> Fault.SERVER_ERROR;
                    case CUT -> Fault.CUT;
                };
        anthropic.plant(marker, fault);
        gemini.plant(marker, fault);
    }

    @Override
    public void close() {
        anthropic.close();
        gemini.close();
    }
}
