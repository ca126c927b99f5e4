package com.brievio.proxy.upstream.vertex;

import com.brievio.proxy.error.ErrorCode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where Vertex is called.
 *
 * @param base its base URL, given with or without the version; null for the location's own host
 * @param project Google Cloud project, or null where none is set
 * @param location a region, {@code global}, {@code us} or {@code eu}
 * @param express whether an express key is used, which names no project
 */
public record VertexAddress(
        @Nullable URI base, @Nullable String project, String location, boolean express) {
    private static final Pattern ENDPOINT =
            Pattern.compile("projects/[^/]+/locations/([^/]+)/endpoints/[^/]+");

    /**
     * Returns the URL of a method of a model.
     *
     * @param publisher {@code anthropic} or {@code google}
     * @throws com.brievio.proxy.error.ApiException with 401 where no project is set and the model
     *     cannot be called without one
     */
    URI of(String publisher, String model, String method) {
        boolean google = publisher.equals("google");
        String version = "/" + (google ? "v1beta1" : "v1") + "/";
        Matcher endpoint = ENDPOINT.matcher(model);
        if (endpoint.matches()) {
            // It lives in the location that its name says.
            String root = host(endpoint.group(1)) + version;
            return URI.create(root + encodedPath(model) + ":" + method);
        }
        String root = host(google && express ? "global" : location) + version;
        if (model.matches("endpoints/[^/]+")) {
            return URI.create(root + place() + encodedPath(model) + ":" + method);
        }
        String place = google && express ? "" : place();
        return URI.create(
                "%s%spublishers/%s/models/%s:%s"
                        .formatted(root, place, publisher, encoded(model), method));
    }

    /** Tells whether the calls go to no region. */
    boolean isGlobal() {
        return location.equals("global");
    }

    private static String encodedPath(String path) {
        return Stream.of(path.split("/", -1))
                .map(VertexAddress::encoded)
                .collect(Collectors.joining("/"));
    }

    private String place() {
        if (project == null) {
            throw ErrorCode.INVALID_KEY
                    .error(
                            "vertex: no project is set; start brievio with GOOGLE_CLOUD_PROJECT in"
                                    + " its environment")
                    .exception();
        }
        return "projects/" + encoded(project) + "/locations/" + encoded(location) + "/";
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%40", "@");
    }

    private String host(String place) {
        if (base != null) {
            return base.toString().replaceFirst("/+$", "").replaceFirst("/v1(beta1)?$", "");
        }
        return switch (place) {
            case "global" -> "https://aiplatform.googleapis.com";
            case "us", "eu" -> "https://aiplatform." + place + ".rep.googleapis.com";
            default -> "https://" + place + "-aiplatform.googleapis.com";
        };
    }
}
