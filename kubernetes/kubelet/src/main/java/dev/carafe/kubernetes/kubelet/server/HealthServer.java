package dev.carafe.kubernetes.kubelet.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/** Answers {@code /healthz} on the loopback address, for service managers; upstream's port is 10248. */
final class HealthServer implements AutoCloseable {
    private final @Nullable Server server;

    private HealthServer(@Nullable Server server) {
        this.server = server;
    }

    /** @param port negative for no server at all */
    static HealthServer start(int port) throws IOException {
        if (port < 0) {
            return new HealthServer(null);
        }
        Server server = new Server(new VirtualThreadPool());
        org.eclipse.jetty.server.ServerConnector connector = new org.eclipse.jetty.server.ServerConnector(server, 1, 1);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        connector.setHost(address.getHostString());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                boolean known = Request.getPathInContext(request).equals("/healthz");
                response.setStatus(known ? 200 : 404);
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
                String body = known ? "ok" : "404 page not found\n";
                response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
                return true;
            }
        });
        try {
            server.start();
        } catch (Exception e) { // Jetty declares no less
            throw e instanceof IOException io ? io : new IOException("starting the health server", e);
        }
        return new HealthServer(server);
    }

    int port() {
        return server == null ? -1 : ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.stop();
            } catch (Exception e) { // Jetty declares no less
                throw new IllegalStateException("stopping the health server", e);
            }
        }
    }
}
