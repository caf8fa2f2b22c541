package dev.carafe.kubernetes.proxy.healthcheck;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * Answers any HTTP request at one port: 200 where this node has endpoints of the service, else 503. The request is read
 * to the end of its head and not looked at, as upstream does not either. Thread-safe.
 */
final class HealthListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HealthListener.class.getName());
    private static final int HEAD_MAX_BYTES = 8 << 10;
    private static final int TIMEOUT_MS = 5_000;
    private static final int CONNECTIONS_MAX = 64;

    private final String namespace;
    private final String name;
    private final int port;
    private final ServerSocket server;
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);
    private volatile int localEndpoints;

    private HealthListener(String namespace, String name, int port, ServerSocket server) {
        this.namespace = namespace;
        this.name = name;
        this.port = port;
        this.server = server;
    }

    /** Opens the port at all of the node's addresses; until told otherwise the node has no endpoints. */
    static HealthListener open(String namespace, String name, int port) throws IOException {
        HealthListener listener = new HealthListener(namespace, name, port, new ServerSocket(port));
        Thread.ofVirtual().name("health-check-" + port).start(listener::accept);
        return listener;
    }

    int port() {
        return port;
    }

    void localEndpoints(int count) {
        localEndpoints = count;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("health-check-" + port).start(() -> answer(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "health check port " + port, e); // closed, or one client went away
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            client.setSoTimeout(TIMEOUT_MS);
            if (readHead(client.getInputStream())) {
                client.getOutputStream().write(reply(localEndpoints).getBytes(StandardCharsets.UTF_8));
                client.getOutputStream().flush();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "health check port " + port, e);
        } finally {
            connections.release();
        }
    }

    /** Whether the head ended, with an empty line, before the client did and before it grew too long. */
    private static boolean readHead(InputStream in) throws IOException {
        int newlines = 0;
        for (int i = 0; i < HEAD_MAX_BYTES; i++) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            if (next == '\n') {
                newlines++;
            } else if (next != '\r') {
                newlines = 0;
            }
            if (newlines == 2) {
                return true;
            }
        }
        return false;
    }

    private String reply(int count) {
        String body = "{\n\t\"service\": {\n\t\t\"namespace\": \"" + namespace + "\",\n\t\t\"name\": \"" + name
                + "\"\n\t},\n\t\"localEndpoints\": " + count + ",\n\t\"serviceProxyHealthy\": true\n}";
        return "HTTP/1.1 " + (count > 0 ? "200 OK" : "503 Service Unavailable")
                + "\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff"
                + "\r\nX-Load-Balancing-Endpoint-Weight: " + count + "\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "health check port " + port, e);
        }
    }
}
