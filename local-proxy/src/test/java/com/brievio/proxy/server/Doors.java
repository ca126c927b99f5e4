package com.brievio.proxy.server;

import com.brievio.fixtures.simulation.AwsKey;
import com.brievio.fixtures.simulation.Fault;
import com.brievio.fixtures.simulation.Pace;
import com.brievio.fixtures.simulation.SimulatedAnthropic;
import com.brievio.fixtures.simulation.SimulatedBedrock;
import com.brievio.fixtures.simulation.SimulatedVertex;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three doors of Claude, simulated. */
final class Doors implements AutoCloseable {
    /** What stands before a Claude name to go through each door; Converse by a configured one. */
    static final List<String> PREFIXES = List.of("", "bedrock/", "vertex/");

    final SimulatedAnthropic anthropic = SimulatedAnthropic.start("test-key", Pace.INSTANT);
    final SimulatedBedrock bedrock;
    final SimulatedVertex vertex = SimulatedVertex.start("token", Pace.INSTANT);

    Doors() {
        this(null);
    }

    Doors(@Nullable AwsKey aws) {
        this.bedrock = SimulatedBedrock.start("bedrock-key", aws, Pace.INSTANT);
    }

    void plant(String marker, Fault fault) {
        anthropic.plant(marker, fault);
        bedrock.plant(marker, fault);
        vertex.plant(marker, fault);
    }

    /** Returns options that go through all doors with the right keys. */
    ProxyOptions options(boolean converse) {
        return ProxyOptions.of(
                List.of(
                        Provider.of("anthropic", anthropic.uri(), null),
                        Provider.of("bedrock", bedrock.uri(), "bedrock-key")
                                .with("region", "us-east-1")
                                .with("api", converse ? "converse" : "invoke"),
                        Provider.of("vertex", vertex.uri(), null)
                                .with("project", "p1")
                                .with("location", "europe-west1")
                                .with("token", "token")));
    }

    @Override
    public void close() {
        anthropic.close();
        bedrock.close();
        vertex.close();
    }
}
