/** The translating proxy: OpenAI's chat API in front, Anthropic Messages and Gemini behind. */
module com.brievio.proxy {
    requires java.net.http;
    requires jdk.httpserver;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports com.brievio.proxy;
    exports com.brievio.proxy.server;
}
