package dev.carafe.cli.etcd;

import dev.carafe.cli.host.Host;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/** This host's address for what listens at all of its addresses (etcd {@code pkg/netutil}, {@code GetDefaultHost}). */
final class DefaultHost {
    private static final String EVERYWHERE = "0.0.0.0";

    private DefaultHost() {}

    /**
     * The URL by which others reach a listener at {@code 0.0.0.0}, which leads nowhere from elsewhere; empty for one that listens at an
     * address of its own, and on a host without a default route.
     */
    static Optional<String> reaching(String listenUrl) {
        URI url;
        try {
            url = URI.create(listenUrl);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever opens it says what is wrong
        }
        if (!EVERYWHERE.equals(url.getHost())) {
            return Optional.empty();
        }
        InetAddress address = Host.address();
        return address.isLoopbackAddress()
                ? Optional.empty()
                : Optional.of(url.getScheme() + "://" + address.getHostAddress() + ":" + url.getPort());
    }
}
