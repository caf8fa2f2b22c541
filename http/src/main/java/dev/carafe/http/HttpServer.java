package dev.carafe.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves HTTP/1.1 and HTTP/2 over TLS on one address. */
public final class HttpServer implements AutoCloseable {
    /** All headers of a request together, in bytes. */
    private static final int HEADERS_MAX = 64 << 10;

    /** Streams that one HTTP/2 connection may have open; an informer holds one for each resource. */
    private static final int STREAMS_MAX = 1_000;

    /** A connection without a request is closed after this time. */
    private static final long IDLE_MS = 180_000;

    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

    /** How many references Jetty puts between what two threads write: those of a line of 64 bytes, compressed. */
    private static final String REFERENCES_APART = "org.eclipse.jetty.util.referencesPerCacheLine";

    static {
        // Where nobody says it, Jetty starts all of the JVM's management to ask for it, flight recorder and its
        // settings included.
        if (System.getProperty(REFERENCES_APART) == null) {
            System.setProperty(REFERENCES_APART, "16");
        }
    }

    private final Server server;
    private final ServerConnector connector;
    private final SslContextFactory.Server context;
    private final DisconnectWatch disconnects;
    private final LongAdder handshakeErrors;
    private final InetSocketAddress address;

    private HttpServer(
            Server server,
            ServerConnector connector,
            SslContextFactory.Server context,
            DisconnectWatch disconnects,
            LongAdder handshakeErrors,
            InetSocketAddress address) {
        this.server = server;
        this.connector = connector;
        this.context = context;
        this.disconnects = disconnects;
        this.handshakeErrors = handshakeErrors;
        this.address = address;
    }

    /**
     * Starts serving.
     *
     * @param address port 0 takes a free one
     * @throws IOException when a file cannot be read or the address is in use
     */
    public static HttpServer start(InetSocketAddress address, TlsPolicy policy, HttpHandler handler)
            throws IOException {
        TlsMaterial tls = TlsMaterial.load(policy);
        QueuedThreadPool threads = new QueuedThreadPool(24, 2);
        threads.setName("https");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("https-request-", 0).factory()));
        Server server = new Server(threads);
        server.setStopTimeout(0);
        SslContextFactory.Server context = context(policy, tls);
        ServerConnector connector = connector(server, context);
        connector.setHost(
                address.getAddress() == null
                        ? address.getHostString()
                        : address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        LongAdder handshakeErrors = new LongAdder();
        connector.addBean(new HandshakeErrors(handshakeErrors));
        server.addConnector(connector);
        DisconnectWatch disconnects = DisconnectWatch.start();
        server.setHandler(new Dispatcher(handler, tls, disconnects));
        HttpServer starting = new HttpServer(server, connector, context, disconnects, handshakeErrors, address);
        try {
            server.start();
        } catch (IOException e) {
            starting.close();
            throw e;
        } catch (Exception e) {
            starting.close();
            throw new IOException("cannot serve on " + address, e);
        }
        InetSocketAddress bound = new InetSocketAddress(connector.getHost(), connector.getLocalPort());
        return new HttpServer(server, connector, context, disconnects, handshakeErrors, bound);
    }

    private static SslContextFactory.Server context(TlsPolicy policy, TlsMaterial tls) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(tls.context());
        context.setWantClientAuth(policy.clientCa().isPresent());
        context.setIncludeProtocols(policy.protocols().toArray(new String[0]));
        if (!policy.cipherSuites().isEmpty()) {
            context.setExcludeCipherSuites();
            context.setIncludeCipherSuites(policy.cipherSuites().toArray(new String[0]));
        }
        context.setSniRequired(false);
        return context;
    }

    /**
     * Shows connections that are opened from now on another certificate; those that are open stay as they are, and so do the CAs
     * that vouch for clients.
     *
     * @throws IOException when a file cannot be read; nothing has changed then
     */
    public void showCertificate(TlsPolicy policy) throws IOException {
        SSLContext other = TlsMaterial.load(policy).context();
        try {
            context.reload(factory -> factory.setSslContext(other));
        } catch (Exception e) {
            throw new IOException("cannot show " + policy.certificate(), e);
        }
    }

    private static ServerConnector connector(Server server, SslContextFactory.Server context) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADERS_MAX);
        http.setUriCompliance(UriCompliance.UNSAFE); // segments are split before they are decoded
        http.setOutputBufferSize(32 << 10);
        SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
        http.addCustomizer(secure);

        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(STREAMS_MAX);
        http2.setStreamIdleTimeout(-1);
        http2.setConnectProtocolEnabled(false); // clients fall back to HTTP/1.1 for WebSocket, as with upstream
        http2.setRateControlFactory(new RateControl.Factory() {
            @Override
            public RateControl newRateControl(EndPoint endPoint) {
                return new FrameRateControl(System::nanoTime);
            }
        });
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        SslConnectionFactory ssl = new GatheringConnectionFactory(context, alpn.getProtocol());
        // Its selector accepts: a thread that waits in accept() and is interrupted at the end leaves a connection that
        // comes
        // at that moment open and unserved, and whoever made it waits for ever.
        ServerConnector connector = new ServerConnector(server, 0, 1, ssl, alpn, http2, http1);
        connector.setIdleTimeout(IDLE_MS);
        connector.setShutdownIdleTimeout(IDLE_MS); // a request under way may wait as long as before
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    /** The address that it serves on. */
    public InetSocketAddress address() {
        return address;
    }

    /** Counts the connections that ended since client and server could not agree on TLS. */
    public LongAdder handshakeErrors() {
        return handshakeErrors;
    }

    /** Takes no more connections; those that are open go on, and end with the request that is under way. */
    public void stopListening() {
        IO.close((ServerSocketChannel) connector.getTransport());
        // A port that a selector looks at is given back when it looks the next time.
        connector
                .getSelectorManager()
                .getContainedBeans(ManagedSelector.class)
                .forEach(selector -> selector.submit(_ -> {}));
        var _ = connector.shutdown();
    }

    /** Takes no more connections, and breaks those that are open. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "HTTP server did not stop cleanly", e);
        } finally {
            disconnects.close();
        }
    }

    /** Counts connections that fail before the first request. */
    private record HandshakeErrors(LongAdder count) implements SslHandshakeListener {
        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            count.increment();
        }
    }

    /** Hands requests to the handler. */
    private static final class Dispatcher extends Handler.Abstract {
        private final HttpHandler handler;
        private final TlsMaterial tls;
        private final DisconnectWatch disconnects;

        Dispatcher(HttpHandler handler, TlsMaterial tls, DisconnectWatch disconnects) {
            super(InvocationType.BLOCKING);
            this.handler = handler;
            this.tls = tls;
            this.disconnects = disconnects;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            JettyExchange exchange;
            try {
                exchange = new JettyExchange(request, response, callback, tls, disconnects);
            } catch (IllegalArgumentException _) { // a malformed escape in the query
                Response.writeError(request, response, callback, 400);
                return true;
            }
            try {
                handler.handle(exchange);
                exchange.complete();
            } catch (IOException e) {
                exchange.fail(e); // the client went away, or nobody can tell it more
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "request failed: " + exchange.method() + " " + exchange.path(), e);
                exchange.fail(e);
            }
            return true;
        }
    }
}
