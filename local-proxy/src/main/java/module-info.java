/** The translating proxy: OpenAI's chat API in front, Claude and Gemini behind. */
module com.brievio.proxy {
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.resolver;
    requires io.netty.transport;
    requires com.google.auth;
    requires com.google.auth.oauth2;
    requires dec;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.eventstream;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.auth.aws;
    requires software.amazon.awssdk.http.auth.spi;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;

    exports com.brievio.proxy;
    exports com.brievio.proxy.error;
    exports com.brievio.proxy.provider;
    exports com.brievio.proxy.server;
}
