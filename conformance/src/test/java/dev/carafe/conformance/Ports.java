package dev.carafe.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that cannot say which port they took. They are below those of which the system takes one for each connection that
 * leaves (32768 to 60999 on Linux): it could take one of these before the program listens there; and below those that services have on
 * each node (30000 to 32767).
 */
final class Ports {
    private static final int FROM = 12_000;
    private static final int TO = 30_000;

    private Ports() {}

    /** A port on which nobody listened a moment ago. */
    static int free() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // somebody listens there
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
