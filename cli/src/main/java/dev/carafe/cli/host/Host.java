package dev.carafe.cli.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What is to be known of this machine. Stateless. */
public final class Host {

    /** An address of the documentation range: never reached, only asked which way would lead there. */
    private static final String ELSEWHERE = "192.0.2.1";

    private Host() {}

    /** Whether this process is root's. */
    public static boolean isRoot() {
        try {
            return Files.exists(Path.of("/proc/self"))
                    && (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What keeps this process from running containers, as a clause; empty when nothing does. */
    public static Optional<String> whyNoContainers() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            return Optional.of("they need Linux, and this is " + system);
        }
        return isRoot()
                ? Optional.empty()
                : Optional.of("root is missing, which containerd, pods' networks and Services' rules need "
                        + "(sudo carafe up)");
    }

    /** The machine's name as a node's name: lower case, as upstream's kubelet takes it from the kernel. */
    public static String name() {
        String name;
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (IOException unknown) {
                name = "localhost";
            }
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** The address from which packets leave towards the default route; loopback on a machine without one. */
    public static InetAddress address() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(ELSEWHERE, 9));
            InetAddress local = socket.getLocalAddress();
            return local instanceof Inet4Address && !local.isAnyLocalAddress()
                    ? local
                    : InetAddress.getLoopbackAddress();
        } catch (IOException | UncheckedIOException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
