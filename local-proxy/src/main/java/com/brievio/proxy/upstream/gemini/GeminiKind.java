package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.Provider;
import com.brievio.proxy.provider.SettingRule;
import com.brievio.proxy.upstream.KeyHeader;
import com.brievio.proxy.upstream.KeyShape;
import com.brievio.proxy.upstream.ModelClaims;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Shared;
import com.brievio.proxy.upstream.UpstreamKind;
import java.net.URI;
import java.util.List;

/** Google's AI Studio. */
public final class GeminiKind implements UpstreamKind {
    private static final String ADDRESS = "https://generativelanguage.googleapis.com";

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public List<SettingRule> settings() {
        return List.of(
                SettingRule.baseUrl(ADDRESS, "GOOGLE_GEMINI_BASE_URL"),
                SettingRule.text("key", "GEMINI_API_KEY", "GOOGLE_API_KEY"));
    }

    @Override
    public ModelClaims claims() {
        return ModelClaims.NONE.and("tunedModels/.*", 0).and("gemini-.*", 0);
    }

    @Override
    public KeyShape keyShape() {
        return KeyShape.of(
                "Google",
                "AIza.+|AQ\\..+|ya29\\..+",
                "AIza…",
                "(generativelanguage|aiplatform)\\.googleapis\\.com");
    }

    @Override
    public Routes.Route connect(Provider provider, Shared shared) {
        URI base = provider.baseUrl();
        return Routes.Route.of(
                provider,
                new GeminiUpstream(base == null ? URI.create(ADDRESS) : base, Gemini.of(shared)),
                new KeyHeader(
                        "GEMINI_API_KEY",
                        "x-goog-api-key",
                        "",
                        provider.text("key"),
                        provider.keySource(),
                        shared.keyShapes()),
                claims());
    }
}
