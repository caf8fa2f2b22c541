package dev.carafe.vsphere.vcenter.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a host, which can be cut while the host goes on. */
public final class Line implements AutoCloseable {
    private final int to;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listening;

    private Line(int to, ServerSocket listening) {
        this.to = to;
        this.listening = listening;
        port = listening.getLocalPort();
    }

    /** A line to a port of this machine. */
    public static Line to(int port) throws IOException {
        Line line = new Line(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        line.accept(line.listening);
        return line;
    }

    /** Where it is reached. */
    public int port() {
        return port;
    }

    private void accept(ServerSocket server) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket near = server.accept();
                    open.add(near);
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                    open.add(far);
                    carry(near, far);
                    carry(far, near);
                    if (server.isClosed()) { // cut meanwhile
                        near.close();
                        far.close();
                    }
                }
            } catch (IOException _) {
                // it is cut
            }
        });
    }

    private void carry(Socket from, Socket into) {
        Thread.ofVirtual().start(() -> {
            try (from;
                    into) {
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream();
                in.transferTo(out);
            } catch (IOException _) {
                // one side has ended, and so does the other
            } finally {
                open.remove(from);
                open.remove(into);
            }
        });
    }

    /** Breaks all connections, and lets none be made. */
    public void cut() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Lets connections be made again. */
    public void mend() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listening = again;
        accept(again);
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
