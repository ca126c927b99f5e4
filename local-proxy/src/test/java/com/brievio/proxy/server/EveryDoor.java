package com.brievio.proxy.server;

import com.brievio.fixtures.simulation.Pace;
import com.brievio.fixtures.simulation.SimulatedGemini;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A proxy in front of every simulated upstream, and of a server that speaks chat only. */
final class EveryDoor implements AutoCloseable {
    /** A model at each upstream. */
    static final List<String> MODELS =
            List.of(
                    "claude-sonnet-4-6",
                    "bedrock/claude-sonnet-4-6",
                    "vertex/claude-sonnet-4-6",
                    "gemini-2.5-flash",
                    "gemini-3.5-flash",
                    "vertex/gemini-3.5-flash",
                    "openai/claude-sonnet-4-6");

    final Doors doors = new Doors();
    final SimulatedGemini gemini = SimulatedGemini.start("test-key", Pace.INSTANT);
    final ProxyFixture chatOnly;
    final ProxyFixture proxy;

    EveryDoor() throws IOException {
        chatOnly = ProxyFixture.over(doors.anthropic.uri());
        List<Provider> all = new ArrayList<>(doors.options(false).providers());
        all.add(Provider.of("gemini", gemini.uri(), null));
        all.add(Provider.of("openai", chatOnly.server.baseUrl(), "test-key"));
        proxy = ProxyFixture.with(ProxyOptions.of(all));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return proxy.http.send(
                proxy.request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Posts what must be answered with 200; returns the body. */
    JsonNode posted(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return Json.read(response.body());
    }

    @Override
    public void close() {
        proxy.close();
        chatOnly.close();
        gemini.close();
        doors.close();
    }
}
