package com.brievio.conformance;

import java.util.List;

/**
 * What the catalogue says of a check.
 *
 * @param id permanent id
 * @param category one of the contract's categories
 * @param title what must hold
 * @param level how binding it is
 * @param why why it matters
 * @param fix what a server does to meet it
 * @param breaks the clients that break
 * @param profiles the profiles that it belongs to
 * @param requests the probes that it reads, each with the request that it sends
 * @param defects the defects of a faithful endpoint that it was seen to catch
 */
public record CheckDescription(
        String id,
        String category,
        String title,
        Level level,
        String why,
        String fix,
        List<String> breaks,
        List<Profile> profiles,
        List<PlannedRequest> requests,
        List<String> defects) {

    /** Copies the lists. */
    public CheckDescription {
        breaks = List.copyOf(breaks);
        profiles = List.copyOf(profiles);
        requests = List.copyOf(requests);
        defects = List.copyOf(defects);
    }

    /**
     * A request that a probe sends.
     *
     * @param probe id of the probe
     * @param method HTTP method
     * @param path path below the base URL
     * @param body body as it is sent with an example of the random word, "" for none
     * @param scripted whether it needs an upstream that can be made to misbehave
     * @param cost what it asks for at most
     */
    public record PlannedRequest(
            String probe,
            String method,
            String path,
            String body,
            boolean scripted,
            Estimate cost) {}
}
