package com.brievio.cli;

import com.brievio.conformance.UpstreamScript;
import com.brievio.fixtures.simulation.Fault;
import com.brievio.fixtures.simulation.Pace;
import com.brievio.fixtures.simulation.SimulatedAnthropic;
import com.brievio.fixtures.simulation.SimulatedBedrock;
import com.brievio.fixtures.simulation.SimulatedGemini;
import com.brievio.fixtures.simulation.SimulatedVertex;
import com.brievio.proxy.Provider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The simulated providers that ship inside, all started together. */
final class Simulation implements AutoCloseable, UpstreamScript {
    /** The models that {@code verify} judges when nothing else is named. */
    static final List<String> MODELS = List.of("claude-sonnet-4-6", "gemini-3.5-flash");

    /** The clouds take no key of the client's: the proxy holds this one. */
    private static final String HELD_KEY = "simulated";

    private final SimulatedAnthropic anthropic;
    private final SimulatedGemini gemini;
    private final SimulatedBedrock bedrock;
    private final SimulatedVertex vertex;

    private Simulation(@Nullable String key) {
        this.anthropic = SimulatedAnthropic.start(key, Pace.LIVELY);
        this.gemini = SimulatedGemini.start(key, Pace.LIVELY);
        this.bedrock = SimulatedBedrock.start(HELD_KEY, null, Pace.LIVELY);
        this.vertex = SimulatedVertex.start(HELD_KEY, Pace.LIVELY);
    }

    /** Starts them; a null key lets any key of a client in. */
    static Simulation start(@Nullable String key) {
        return new Simulation(key);
    }

    /** Returns them as upstreams; Anthropic and Gemini are sent the client's own key. */
    List<Provider> providers() {
        return providers(null);
    }

    private List<Provider> providers(@Nullable String key) {
        return List.of(
                Provider.of("anthropic", anthropic.uri(), key),
                Provider.of("gemini", gemini.uri(), key),
                Provider.of("bedrock", bedrock.uri(), HELD_KEY).with("region", "us-east-1"),
                Provider.of("vertex", vertex.uri(), null)
                        .with("project", "simulated")
                        .with("token", HELD_KEY));
    }

    /**
     * Returns them in place of the providers of the same names, and the servers that a
     * configuration names beside them. The proxy holds the simulations' key: a client may have any,
     * or none.
     */
    List<Provider> beside(List<Provider> configured) {
        List<Provider> all = new ArrayList<>(providers(HELD_KEY));
        List<String> ours = all.stream().map(Provider::name).toList();
        configured.stream().filter(p -> !ours.contains(p.name())).forEach(all::add);
        return all;
    }

    @Override
    public void plant(String marker, Trouble trouble) {
        Fault fault =
                switch (trouble) {
                    case RATE_LIMIT -> Fault.RATE_LIMIT;
                    case SERVER_ERROR -> Fault.SERVER_ERROR;
                    case CUT -> Fault.CUT;
                    case STALL -> Fault.STALL;
                    case WATCHED -> Fault.WATCHED;
                };
        anthropic.plant(marker, fault);
        gemini.plant(marker, fault);
        bedrock.plant(marker, fault);
        vertex.plant(marker, fault);
    }

    @Override
    public Fate fate(String marker) {
        return Stream.of(
                        anthropic.fate(marker),
                        gemini.fate(marker),
                        bedrock.fate(marker),
                        vertex.fate(marker))
                .map(f -> Fate.valueOf(f.name()))
                .max(Comparator.naturalOrder())
                .orElse(Fate.NOT_SENT);
    }

    @Override
    public void close() {
        anthropic.close();
        gemini.close();
        bedrock.close();
        vertex.close();
    }
}
