package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The kubelet's server. Runs from {@link #start} to {@link #close}. */
public final class KubeletServer implements AutoCloseable {
    /** How long a stream may be silent, as upstream's {@code streamingConnectionIdleTimeout}. */
    static final Duration STREAM_IDLE = Duration.ofHours(4);

    private static final Duration REQUEST_IDLE = Duration.ofSeconds(90);
    private static final int HEADER_MAX_BYTES = 64 << 10; // a command to run comes in the URL
    private static final int CONCURRENT_MAX = 1_000;
    private static final long STOP_TIMEOUT_MS = 1_000;

    private final Server server;
    private final ServerConnector secure;
    private final HealthServer health;

    private KubeletServer(Server server, ServerConnector secure, HealthServer health) {
        this.server = server;
        this.secure = secure;
        this.health = health;
    }

    /**
     * Starts to listen.
     *
     * @param pods the pods of this node with their newest statuses, whichever source they are from
     * @throws IOException when an address cannot be listened on or the certificate is not usable
     */
    public static KubeletServer start(
            KubeletServerConfig config,
            CriClient cri,
            RuntimePods runtime,
            Supplier<? extends Collection<Pod>> pods,
            KubeletAuthorizer authorizer)
            throws IOException {
        VirtualThreadPool threads = new VirtualThreadPool(CONCURRENT_MAX);
        threads.setName("kubelet-server");
        Server server = new Server(threads);
        server.setStopTimeout(STOP_TIMEOUT_MS);
        ServerConnector secure = connector(server, config);
        secure.setHost(config.address().getHostString());
        secure.setPort(config.address().getPort());
        secure.setIdleTimeout(REQUEST_IDLE.toMillis());
        server.addConnector(secure);
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setIdleTimeout(STREAM_IDLE);
        PodLookup lookup = new PodLookup(pods, runtime);
        server.setHandler(new KubeletHandler(
                new Authentication(authorizer),
                lookup,
                runtime,
                cri,
                new LogRequest(lookup, cri, InstantSource.system()),
                new StreamRequest(lookup, cri, webSockets)));
        HealthServer health = HealthServer.start(config.healthPort());
        KubeletServer started = new KubeletServer(server, secure, health);
        try {
            server.start();
        } catch (Exception e) { // Jetty declares no less
            started.close();
            throw e instanceof IOException io ? io : new IOException("starting the kubelet's server", e);
        }
        return started;
    }

    private static ServerConnector connector(Server server, KubeletServerConfig config) throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_MAX_BYTES);
        http.addCustomizer(new SecureRequestCustomizer(false)); // nodes are called by address
        try {
            return new ServerConnector(
                    server,
                    1,
                    1,
                    new SslConnectionFactory(ServerTls.of(config), "http/1.1"),
                    new HttpConnectionFactory(http));
        } catch (GeneralSecurityException e) {
            throw new IOException("the kubelet's certificate: " + e.getMessage(), e);
        }
    }

    /** Where it listens. */
    public int port() {
        return secure.getLocalPort();
    }

    /** Where {@code /healthz} is answered in plain text; negative where nowhere. */
    public int healthPort() {
        return health.port();
    }

    @Override
    public void close() {
        health.close();
        try {
            server.stop();
        } catch (Exception e) { // Jetty declares no less
            throw new IllegalStateException("stopping the kubelet's server", e);
        }
    }
}
