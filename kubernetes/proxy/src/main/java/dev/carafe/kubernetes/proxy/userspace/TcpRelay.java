package dev.carafe.kubernetes.proxy.userspace;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Carries TCP connections from one listening address to a service's endpoints. */
final class TcpRelay implements Relay {
    private static final System.Logger LOG = System.getLogger(TcpRelay.class.getName());
    private static final int CONNECTIONS_MAX = 8_192;
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int BACKLOG = 512;

    private final ServerSocket listener;
    private final RoundRobin balancer;
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TcpRelay(ServerSocket listener, RoundRobin balancer) {
        this.listener = listener;
        this.balancer = balancer;
    }

    static TcpRelay open(InetSocketAddress address, RoundRobin balancer) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        TcpRelay relay = new TcpRelay(listener, balancer);
        Thread.ofVirtual().name("relay " + address).start(relay::accept);
        return relay;
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                permits.acquire();
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual()
                        .name("relay from " + client.getRemoteSocketAddress())
                        .start(() -> serve(client));
            } catch (IOException e) {
                permits.release();
                if (!listener.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "a connection to " + address() + " was not taken", e);
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (Endpoint endpoint : balancer.choose(client.getInetAddress().getHostAddress())) {
                Socket server = new Socket();
                try (server) {
                    open.add(server);
                    server.connect(
                            new InetSocketAddress(InetAddress.getByName(endpoint.address()), endpoint.port()),
                            CONNECT_TIMEOUT_MS);
                    balancer.visited(client.getInetAddress().getHostAddress(), endpoint);
                    carry(client, server);
                    return;
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "no connection to " + endpoint + ", trying the next", e);
                } finally {
                    open.remove(server);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client's connection could not be closed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            permits.release();
        }
    }

    /** Both directions, each closed at its own end, so that a half-closed connection still answers. */
    private static void carry(Socket client, Socket server) throws IOException, InterruptedException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread upward = Thread.ofVirtual().start(() -> copy(client, server));
        copy(server, client);
        upward.join();
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            closeBoth(from, to); // one side is gone: so is the connection
        }
    }

    private static void closeBoth(Socket one, Socket other) {
        try (one;
                other) {
            LOG.log(System.Logger.Level.TRACE, "connection ended");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a broken connection could not be closed", e);
        }
    }

    @Override
    public void close() {
        try (listener) {
            open.forEach(TcpRelay::closeQuietly);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the listener could not be closed", e);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection could not be closed", e);
        }
    }
}
