package com.brievio.proxy.upstream.anthropic;

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

/** Anthropic's API. */
public final class AnthropicKind implements UpstreamKind {
    private static final String ADDRESS = "https://api.anthropic.com";

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public List<SettingRule> settings() {
        return List.of(
                SettingRule.baseUrl(ADDRESS, "ANTHROPIC_BASE_URL"),
                SettingRule.text("key", "ANTHROPIC_API_KEY"));
    }

    @Override
    public ModelClaims claims() {
        return ModelClaims.NONE.and("claude-.*", 0);
    }

    @Override
    public KeyShape keyShape() {
        return KeyShape.of("Anthropic", "sk-ant-.+", "sk-ant-…", "api\\.anthropic\\.com");
    }

    @Override
    public Routes.Route connect(Provider provider, Shared shared) {
        URI base = provider.baseUrl();
        KeyHeader key =
                new KeyHeader(
                        "ANTHROPIC_API_KEY",
                        "x-api-key",
                        "",
                        provider.text("key"),
                        provider.keySource(),
                        shared.keyShapes());
        return Routes.Route.of(
                provider,
                new AnthropicUpstream(
                        base == null ? URI.create(ADDRESS) : base,
                        Claude.of(shared),
                        shared.clock()),
                new AnthropicKey(key),
                claims());
    }
}
