package com.brievio.cli;

import com.brievio.conformance.UpstreamScript;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Fault;

/** Lets the endpoint itself misbehave as an upstream behind it would make it. */
record EndpointScript(FaithfulEndpoint endpoint) implements UpstreamScript {
    @Override
    public void plant(String marker, Trouble trouble) {
        endpoint.plant(marker, Fault.valueOf(trouble.name()));
    }

    @Override
    public Fate fate(String marker) {
        return Fate.valueOf(endpoint.fate(marker).name());
    }
}
