package dev.carafe.kubernetes.dns;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Message;

/** Answers over connections, each with its thread, one question after another. */
final class TcpListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TcpListener.class.getName());
    private static final int CONNECTIONS_MAX = 512;
    private static final int IDLE_MS = 10_000;
    private static final int BACKLOG = 128;

    private final ServerSocket server;
    private final Resolver resolver;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TcpListener(ServerSocket server, Resolver resolver) {
        this.server = server;
        this.resolver = resolver;
    }

    static TcpListener start(InetSocketAddress address, Resolver resolver) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException("listen tcp " + address + ": " + e.getMessage(), e);
        }
        TcpListener listener = new TcpListener(server, resolver);
        Thread.ofVirtual().name("dns-tcp").start(listener::accept);
        return listener;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (open.size() >= CONNECTIONS_MAX) {
                    socket.close();
                } else {
                    open.add(socket);
                    Thread.ofVirtual().name("dns-tcp-connection").start(() -> serve(socket));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.log(Level.WARNING, "accepting: {0}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MS);
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                switch (Wire.read(ByteBuffer.wrap(bytes))) {
                    case Wire.Received.Ignored() -> {
                        return;
                    }
                    case Wire.Received.Malformed(Message answer) -> send(socket, answer);
                    case Wire.Received.Query(Message query) -> send(socket, resolver.answer(query));
                }
            }
        } catch (EOFException | SocketTimeoutException _) {
            // it has no more questions
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "connection: {0}", e.toString());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a query could not be answered", e);
        } finally {
            open.remove(socket);
        }
    }

    private static void send(Socket socket, Message answer) throws IOException {
        socket.getOutputStream().write(TcpFrame.of(Wire.write(answer, TcpFrame.MESSAGE_MAX_BYTES)));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
