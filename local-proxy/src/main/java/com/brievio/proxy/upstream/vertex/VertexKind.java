package com.brievio.proxy.upstream.vertex;

import com.brievio.proxy.Provider;
import com.brievio.proxy.credentials.GoogleTokens;
import com.brievio.proxy.provider.SettingRule;
import com.brievio.proxy.provider.Surroundings;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.KeyHeader;
import com.brievio.proxy.upstream.KeyShapes;
import com.brievio.proxy.upstream.LazyAuthorizer;
import com.brievio.proxy.upstream.ModelClaims;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Shared;
import com.brievio.proxy.upstream.UpstreamKind;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.gemini.Gemini;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Google's Vertex AI. */
public final class VertexKind implements UpstreamKind {
    /** A setting that programs give and no configuration: an access token. */
    public static final String TOKEN = "token";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LOCATION = "global";

    @Override
    public String name() {
        return "vertex";
    }

    @Override
    public List<SettingRule> settings() {
        return List.of(
                SettingRule.baseUrl(null, "GOOGLE_VERTEX_BASE_URL"),
                SettingRule.text("project", "GOOGLE_CLOUD_PROJECT"),
                SettingRule.place("location", "GOOGLE_CLOUD_LOCATION").or(LOCATION),
                SettingRule.text("credentials"),
                SettingRule.text("key"));
    }

    @Override
    public ModelClaims claims() {
        return ModelClaims.NONE
                .and("(projects/[^/]+/locations/[^/]+/)?endpoints/[^/]+", 0)
                .and("claude-.*", 1)
                .and("gemini-.*", 1);
    }

    @Override
    public boolean isSetUp(Provider provider, Surroundings surroundings) {
        return provider.isSet("project") || provider.isSet("key");
    }

    @Override
    public String credentials(Provider provider) {
        String source = provider.keySource();
        if (source != null) {
            return "express " + source;
        }
        String project = provider.text("project");
        return project == null
                ? "not set up (GOOGLE_CLOUD_PROJECT)"
                : "application-default credentials, project "
                        + project
                        + ", "
                        + provider.text("location");
    }

    @Override
    public Routes.Route connect(Provider provider, Shared shared) {
        String location = provider.text("location");
        VertexAddress address =
                new VertexAddress(
                        provider.baseUrl(),
                        provider.text("project"),
                        location == null ? LOCATION : location,
                        provider.text("key") != null);
        return Routes.Route.of(
                provider,
                new VertexUpstream(address, Claude.of(shared), Gemini.of(shared)),
                authorizer(provider),
                claims());
    }

    private static Authorizer authorizer(Provider provider) {
        String key = provider.text("key");
        if (key != null) {
            return new KeyHeader(
                    null, "x-goog-api-key", "", key, "the express key", KeyShapes.NONE);
        }
        String token = provider.text(TOKEN);
        if (token != null) {
            return KeyHeader.bearer(token, "the access token");
        }
        String file = provider.text("credentials");
        return new LazyAuthorizer(
                "Bearer", () -> new GoogleTokens(file == null ? null : Path.of(file), PATIENCE));
    }
}
