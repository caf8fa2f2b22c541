package dev.carafe.kubernetes.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The servers that the machine itself asks, without this one: forwarding to oneself never ends. */
final class Upstreams {
    private static final int PORT = 53;
    private static final int SERVERS_MAX = 15;

    private Upstreams() {}

    /**
     * The {@code nameserver} lines of a resolv.conf; none when there is no such file.
     *
     * @param own where this server listens
     */
    static List<InetSocketAddress> read(Path resolvConf, List<InetSocketAddress> own) throws IOException {
        List<InetSocketAddress> servers = new ArrayList<>();
        if (!Files.isReadable(resolvConf)) {
            return servers;
        }
        for (String line : Files.readAllLines(resolvConf, StandardCharsets.ISO_8859_1)) {
            String[] words = line.strip().split("[ \t]+");
            if (words.length >= 2 && words[0].equals("nameserver")) {
                Optional<InetAddress> address = ClusterObjects.parse(words[1]);
                if (address.isPresent() && !isOwn(address.get(), own) && servers.size() < SERVERS_MAX) {
                    servers.add(new InetSocketAddress(address.get(), PORT));
                }
            }
        }
        return servers;
    }

    private static boolean isOwn(InetAddress address, List<InetSocketAddress> own) throws SocketException {
        for (InetSocketAddress listening : own) {
            if (listening.getPort() == PORT
                    && (listening.getAddress().equals(address)
                            || (listening.getAddress().isAnyLocalAddress()
                                    && NetworkInterface.getByInetAddress(address) != null))) {
                return true;
            }
        }
        return false;
    }
}
