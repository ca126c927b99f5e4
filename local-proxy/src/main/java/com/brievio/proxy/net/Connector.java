package com.brievio.proxy.net;

import com.brievio.proxy.Limits;
import com.brievio.proxy.error.ApiError;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to upstreams: names, TLS of the JDK, the process's proxy. */
final class Connector {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LONGEST_HEADERS = 256 * 1024;

    private final int patienceMillis;
    private volatile @Nullable SslContext tls;

    Connector(Limits limits) {
        this.patienceMillis = (int) Math.min(Integer.MAX_VALUE, limits.connect().toMillis());
    }

    /** Takes an open connection, or what kept it from opening. Called on the loop. */
    interface Opened {
        void opened(UpstreamConnection connection);

        void failed(Throwable cause);
    }

    /**
     * Returns the TLS that trusts what the JDK trusts; reads every certificate of the trust store
     * when it is first asked.
     *
     * @throws com.brievio.proxy.error.ApiException with 500 where the trust store cannot be read
     */
    synchronized SslContext tls() {
        SslContext made = tls;
        if (made == null) {
            made = makeTls();
            tls = made;
        }
        return made;
    }

    private static SslContext makeTls() {
        try {
            TrustManagerFactory trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init((KeyStore) null);
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(trusted)
                    .build();
        } catch (SSLException | GeneralSecurityException | RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw ApiError.of(
                            500,
                            "brievio cannot make connections: "
                                    + root.getMessage()
                                    + ". Check the trust store of its Java runtime"
                                    + " (javax.net.ssl.trustStore).",
                            ApiError.SERVER,
                            null,
                            "no_connections")
                    .exception();
        }
    }

    /**
     * Opens a connection on this loop.
     *
     * @param addresses where the host is, or null to look its name up
     */
    void connect(
            UpstreamPool pool,
            Loop loop,
            URI uri,
            @Nullable List<InetAddress> addresses,
            Opened then) {
        Attempt attempt = new Attempt(pool, loop, Origin.of(uri), ForwardProxy.of(uri), then);
        attempt.start(addresses);
    }

    /** The opening of one connection, one address after the other. */
    private final class Attempt {
        private final UpstreamPool pool;
        private final Loop loop;
        private final Origin origin;
        private final @Nullable ForwardProxy proxy;
        private final Opened then;
        private List<InetAddress> addresses = List.of();
        private int next;
        private boolean done;

        Attempt(
                UpstreamPool pool,
                Loop loop,
                Origin origin,
                @Nullable ForwardProxy proxy,
                Opened then) {
            this.pool = pool;
            this.loop = loop;
            this.origin = origin;
            this.proxy = proxy;
            this.then = then;
        }

        void start(@Nullable List<InetAddress> known) {
            String host = proxy == null ? origin.host() : proxy.address().getHostString();
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
            boolean looksUp = known == null && literal == null;
            if (looksUp || (origin.secure() && tls == null)) {
                loop.offload(
                        () -> {
                            if (origin.secure()) {
                                tls();
                            }
                            return known == null ? lookUp(host) : known;
                        },
                        this::tryAll,
                        this::fail);
            } else {
                tryAll(known == null ? literal(host) : known);
            }
        }

        private List<InetAddress> literal(String host) {
            try {
                return lookUp(host);
            } catch (UnknownHostException e) {
                return List.of();
            }
        }

        private List<InetAddress> lookUp(String host) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(host));
        }

        private void tryAll(List<InetAddress> found) {
            addresses = found;
            tryNext(new UnknownHostException(origin.host()));
        }

        private void tryNext(Throwable before) {
            if (next >= addresses.size()) {
                fail(before);
                return;
            }
            InetAddress address = addresses.get(next++);
            Bootstrap bootstrap =
                    new Bootstrap()
                            .group(loop.events())
                            .channel(NioSocketChannel.class)
                            .resolver(NoopAddressResolverGroup.INSTANCE)
                            .option(ChannelOption.TCP_NODELAY, true)
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, patienceMillis)
                            .handler(new ChannelInboundHandlerAdapter());
            if (proxy == null) {
                ChannelFuture connecting =
                        bootstrap.connect(new InetSocketAddress(address, origin.port()));
                connecting.addListener(future -> connected(connecting.channel(), future));
            } else {
                throughTunnel(bootstrap, tunnel(proxy, address));
            }
        }

        /** TLS begins when the proxy has opened the way. */
        private void throughTunnel(Bootstrap bootstrap, HttpProxyHandler tunnel) {
            tunnel.setConnectTimeoutMillis(patienceMillis);
            ChannelFuture connecting =
                    bootstrap
                            .handler(tunnel)
                            .connect(
                                    InetSocketAddress.createUnresolved(
                                            origin.host(), origin.port()));
            connecting.addListener(future -> {
                if (future.isSuccess()) {
                    tunnel.connectFuture()
                            .addListener(opened -> opened(connecting.channel(), opened));
                } else {
                    tryNext(future.cause());
                }
            });
        }

        private void opened(Channel channel, Future<?> future) {
            if (future.isSuccess()) {
                connected(channel, future);
            } else {
                Channels.close(channel);
                fail(future.cause());
            }
        }

        private HttpProxyHandler tunnel(ForwardProxy through, InetAddress address) {
            InetSocketAddress at = new InetSocketAddress(address, through.address().getPort());
            PasswordAuthentication known = through.credentials();
            return known == null
                    ? new HttpProxyHandler(at)
                    : new HttpProxyHandler(
                            at, known.getUserName(), new String(known.getPassword()));
        }

        private void connected(Channel channel, Future<?> future) {
            if (!future.isSuccess()) {
                tryNext(future.cause());
                return;
            }
            UpstreamConnection connection = new UpstreamConnection(pool, origin, channel, loop);
            ChannelPipeline pipeline = channel.pipeline();
            SslContext context = tls;
            if (origin.secure() && context != null) {
                SslHandler secured =
                        context.newHandler(channel.alloc(), origin.host(), origin.port());
                secured.setHandshakeTimeoutMillis(patienceMillis);
                secured.handshakeFuture().addListener(shaken -> ready(connection, shaken));
                pipeline.addLast(secured);
            }
            pipeline.addLast(
                            new HttpResponseDecoder(
                                    new HttpDecoderConfig()
                                            .setMaxInitialLineLength(LONGEST_LINE)
                                            .setMaxHeaderSize(LONGEST_HEADERS)
                                            .setMaxChunkSize(64 * 1024)))
                    .addLast(connection);
            if (!origin.secure()) {
                ready(connection, future);
            }
        }

        private void ready(UpstreamConnection connection, Future<?> future) {
            if (!future.isSuccess()) {
                connection.close();
                fail(future.cause());
            } else if (done) {
                connection.close();
            } else {
                done = true;
                then.opened(connection);
            }
        }

        private void fail(Throwable cause) {
            if (!done) {
                done = true;
                then.failed(cause);
            }
        }
    }
}
