package com.brievio.proxy.credentials;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.UpstreamCall;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/**
 * Signs calls of Bedrock with credentials of AWS's default chain, SigV4, service {@code bedrock}
 * (anthropic.md section 10, "SigV4").
 */
public final class AwsCredentials implements Authorizer {
    private static final String CHAIN =
            "AWS default credential chain (system properties, AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, AWS_PROFILE and ~/.aws, container, instance)";

    private final @Nullable String region;
    private final AwsCredentialsProvider provider;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    private AwsCredentials(@Nullable String region, AwsCredentialsProvider provider) {
        this.region = region;
        this.provider = provider;
    }

    /**
     * Uses the default chain.
     *
     * @param region region of the signature, or null for that of the profile
     */
    public static AwsCredentials defaultChain(@Nullable String region) {
        return new AwsCredentials(region, DefaultCredentialsProvider.builder().build());
    }

    /**
     * Returns the region that the profile names.
     *
     * @throws ApiException with 401 where it names none
     */
    public static String profileRegion() {
        try {
            return new AwsProfileRegionProvider().getRegion().id();
        } catch (RuntimeException e) {
            throw refused("no region is set; set AWS_REGION, or region in the profile");
        }
    }

    @Override
    public UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken) {
        AwsCredentialsIdentity identity;
        try {
            identity = provider.resolveCredentials();
        } catch (RuntimeException e) {
            // The SDK's words name paths and profiles: ours name the places only.
            throw refused(
                    "no credentials were found in the "
                            + CHAIN
                            + "; SSO, assumed roles and web identities need a credential_process;"
                            + " or set AWS_BEARER_TOKEN_BEDROCK to a Bedrock API key");
        }
        SignedRequest signed = sign(call, identity);
        UpstreamCall authorized = call;
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            boolean ours = header.getKey().equalsIgnoreCase("authorization");
            if (ours || header.getKey().toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
                authorized = authorized.withHeader(header.getKey(), header.getValue().getFirst());
            }
        }
        return authorized;
    }

    private SignedRequest sign(UpstreamCall call, AwsCredentialsIdentity identity) {
        URI uri = call.uri();
        byte[] body = call.body() == null ? new byte[0] : call.body();
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(call.body() == null ? SdkHttpMethod.GET : SdkHttpMethod.POST)
                        .uri(uri)
                        .encodedPath(uri.getRawPath())
                        .build();
        return signer.sign(r ->
                r.identity(identity)
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                        .putProperty(
                                AwsV4HttpSigner.REGION_NAME,
                                region == null ? profileRegion() : region));
    }

    @Override
    public Map<String, String> masked() {
        return Map.of("authorization", "AWS4-HMAC-SHA256 " + MASK);
    }

    @Override
    public String source() {
        return CHAIN;
    }

    private static ApiException refused(String why) {
        return ApiError.of(
                        401, "bedrock: " + why, ApiError.INVALID_REQUEST, null, "invalid_api_key")
                .exception();
    }
}
