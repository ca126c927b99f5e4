package com.brievio.proxy.upstream.openai;

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

/** OpenAI's API, and every server that speaks it: what passes is not translated. */
public final class OpenAiKind implements UpstreamKind {
    private static final String ADDRESS = "https://api.openai.com/v1";

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public List<SettingRule> settings() {
        return List.of(
                SettingRule.baseUrl(ADDRESS, "OPENAI_BASE_URL"),
                SettingRule.text("key", "OPENAI_API_KEY"),
                SettingRule.word("repair", "false", "true"),
                SettingRule.word("responses", "auto", "true", "false"));
    }

    @Override
    public boolean needsAddress() {
        return true;
    }

    @Override
    public ModelClaims claims() {
        return ModelClaims.NONE.and("(?s).*", ModelClaims.LAST_RESORT);
    }

    @Override
    public KeyShape keyShape() {
        return KeyShape.of(
                "OpenAI", "sk-(?!ant-|or-).+|sess-.+|eyJ.+", "sk-…", "api\\.openai\\.com");
    }

    @Override
    public String credentials(Provider provider) {
        if (!provider.configured()) {
            return "not set up (OPENAI_API_KEY or OPENAI_BASE_URL)";
        }
        return provider.baseUrl() + ", " + UpstreamKind.super.credentials(provider);
    }

    @Override
    public Routes.Route connect(Provider provider, Shared shared) {
        URI base = provider.baseUrl() == null ? URI.create(ADDRESS) : provider.baseUrl();
        return new Routes.Route(
                provider.name(),
                new CompatibleServer(
                        provider.name(),
                        base,
                        speaksResponses(provider, base),
                        shared.options().reasoning()),
                new KeyHeader(
                        null,
                        "authorization",
                        "Bearer ",
                        provider.text("key"),
                        provider.keySource(),
                        shared.keyShapes()),
                provider.configured(),
                shared.keyShapes().wantedAt(base) == null,
                "true".equals(provider.text("repair")),
                provider.name().equals(name()) ? claims() : ModelClaims.NONE);
    }

    /** Where nobody has said: OpenAI itself does, of others it is not known. */
    private static boolean speaksResponses(Provider provider, URI base) {
        String said = provider.text("responses");
        boolean unsaid = said == null || said.equals("auto");
        return unsaid ? "api.openai.com".equals(base.getHost()) : "true".equals(said);
    }
}
