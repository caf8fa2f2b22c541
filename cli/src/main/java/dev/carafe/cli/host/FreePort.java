package dev.carafe.cli.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for servers that have to be told theirs. Stateless. */
public final class FreePort {
    private FreePort() {}

    /** A port of loopback on which nobody listened a moment ago. */
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
