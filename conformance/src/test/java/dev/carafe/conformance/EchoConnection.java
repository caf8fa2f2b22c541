package dev.carafe.conformance;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One TCP connection to a server that sends back what it is sent, in use all the time until it is closed. */
final class EchoConnection implements AutoCloseable {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final Socket socket;
    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile boolean closed;

    private EchoConnection(Socket socket) {
        this.socket = socket;
    }

    /** Connects, as soon as somebody listens there. */
    static EchoConnection open(String address, int port) throws IOException {
        Socket socket = Await.until(
                "a server at " + address + ":" + port,
                SILENCE_MAX,
                () -> connected(address, port),
                Socket::isConnected);
        socket.setSoTimeout((int) SILENCE_MAX.toMillis());
        EchoConnection connection = new EchoConnection(socket);
        Thread.ofVirtual().start(connection::use);
        return connection;
    }

    private static Socket connected(String address, int port) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port), (int) SILENCE_MAX.toMillis());
        } catch (IOException nobody) {
            return new Socket();
        }
        return socket;
    }

    private void use() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            for (long number = 0; !closed; number++) {
                out.writeLong(number);
                long answer = in.readLong();
                if (answer != number) {
                    failure.set("sent " + number + " and received " + answer);
                    return;
                }
                roundTrips.incrementAndGet();
            }
        } catch (IOException broken) {
            if (!closed) {
                failure.set("the connection broke after " + roundTrips.get() + " round trips: " + broken);
            }
        }
    }

    /** How often something was sent and came back. */
    long roundTrips() {
        String why = failure.get();
        if (why != null) {
            throw new AssertionError(why);
        }
        return roundTrips.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
