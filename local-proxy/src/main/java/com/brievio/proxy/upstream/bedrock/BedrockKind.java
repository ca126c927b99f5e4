package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.Provider;
import com.brievio.proxy.credentials.AwsCredentials;
import com.brievio.proxy.provider.SettingRule;
import com.brievio.proxy.provider.Surroundings;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.KeyHeader;
import com.brievio.proxy.upstream.LazyAuthorizer;
import com.brievio.proxy.upstream.ModelClaims;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Shared;
import com.brievio.proxy.upstream.UpstreamKind;
import com.brievio.proxy.upstream.anthropic.Claude;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Amazon Bedrock. */
public final class BedrockKind implements UpstreamKind {
    /** The prefix of the profiles that serve from every region. */
    public static final String PROFILE = "global.anthropic.";

    /** An ARN, or a vendor's name before a dot, with or without the region of a profile. */
    private static final String ID =
            "arn:aws[\\w-]*:bedrock:.+|((us|us-gov|eu|apac|au|ca|jp|global)\\.)?"
                    + "(ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|writer)\\..+";

    private static final List<String> CREDENTIALS =
            List.of(
                    "AWS_ACCESS_KEY_ID",
                    "AWS_PROFILE",
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public List<SettingRule> settings() {
        return List.of(
                SettingRule.baseUrl(null, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"),
                SettingRule.text("key", "AWS_BEARER_TOKEN_BEDROCK"),
                SettingRule.place("region", "AWS_REGION", "AWS_DEFAULT_REGION"),
                SettingRule.word("api", "invoke", "converse"),
                SettingRule.text("profile").or(PROFILE));
    }

    @Override
    public ModelClaims claims() {
        return ModelClaims.NONE.andIds(ID).and("claude-.*", 2);
    }

    @Override
    public boolean isSetUp(Provider provider, Surroundings surroundings) {
        boolean known = provider.isSet("key") || credentialsAtHand(surroundings);
        return known
                && (provider.isSet("region")
                        || provider.isSet("baseUrl")
                        || profileNamesARegion(surroundings));
    }

    /** Looks without asking anybody: the chain itself is walked at the first call. */
    private static boolean credentialsAtHand(Surroundings surroundings) {
        return CREDENTIALS.stream().anyMatch(name -> surroundings.value(name) != null)
                || Files.exists(file(surroundings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    }

    private static Path file(Surroundings surroundings, String variable, String name) {
        String named = surroundings.value(variable);
        return named == null ? surroundings.home().resolve(".aws").resolve(name) : Path.of(named);
    }

    /** Whether some profile names a region; which one counts is the chain's affair. */
    private static boolean profileNamesARegion(Surroundings surroundings) {
        Path file = file(surroundings, "AWS_CONFIG_FILE", "config");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.strip().matches("region\\s*=\\s*\\S+"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public String credentials(Provider provider) {
        String source = provider.keySource();
        if (!provider.configured()) {
            return "not set up (AWS_REGION, AWS credentials)";
        }
        return source == null ? "AWS default credential chain" : source;
    }

    @Override
    public Routes.Route connect(Provider provider, Shared shared) {
        String region = provider.text("region");
        String profile = provider.text("profile");
        return Routes.Route.of(
                provider,
                new BedrockUpstream(
                        () -> address(provider.baseUrl(), region),
                        Claude.of(shared),
                        "converse".equals(provider.text("api")),
                        profile == null ? PROFILE : profile),
                authorizer(provider.text("key"), region),
                claims());
    }

    private static URI address(@Nullable URI base, @Nullable String region) {
        return base != null
                ? base
                : URI.create(
                        "https://bedrock-runtime."
                                + (region == null ? AwsCredentials.profileRegion() : region)
                                + ".amazonaws.com");
    }

    private static Authorizer authorizer(@Nullable String key, @Nullable String region) {
        return key == null
                ? new LazyAuthorizer("AWS4-HMAC-SHA256", () -> AwsCredentials.defaultChain(region))
                : KeyHeader.bearer(key, "AWS_BEARER_TOKEN_BEDROCK or the configured key");
    }
}
