/** The conformance suite: judges any OpenAI-compatible endpoint on the wire. */
module com.brievio.conformance {
    requires java.net.http;
    requires java.xml;
    requires org.junit.platform.engine;
    requires org.junit.platform.launcher;
    requires org.opentest4j;
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;

    exports com.brievio.conformance;
    exports com.brievio.conformance.engine;
    exports com.brievio.conformance.report;
    exports com.brievio.conformance.wire;
}
