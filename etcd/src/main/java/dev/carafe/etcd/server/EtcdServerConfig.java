package dev.carafe.etcd.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the gRPC server listens.
 *
 * @param name the member's name
 * @param listenClient the address for clients; port 0 takes any free one
 * @param advertiseClientUrls the addresses that the member list tells clients, none for the one listened on
 * @param tls certificates, null for plain text, which only a loopback address may have
 * @param listenMetrics the address for {@code /health} and {@code /version}, null for none
 * @param requestBytesMax most bytes of one request, as the store's
 */
public record EtcdServerConfig(
        String name,
        InetSocketAddress listenClient,
        List<String> advertiseClientUrls,
        @Nullable Tls tls,
        @Nullable InetSocketAddress listenMetrics,
        int requestBytesMax) {
    /** etcd's {@code --max-request-bytes}. */
    public static final int REQUEST_BYTES_MAX = 1536 << 10;

    /**
     * The server's certificate, and whom it lets in.
     *
     * @param certFile certificate chain, PEM
     * @param keyFile its private key, PEM
     * @param trustedCaFile authorities of client certificates, PEM; null when clients need none
     * @param clientCertAuth whether clients must show a certificate of those authorities
     */
    public record Tls(Path certFile, Path keyFile, @Nullable Path trustedCaFile, boolean clientCertAuth) {}

    public EtcdServerConfig {
        advertiseClientUrls = List.copyOf(advertiseClientUrls);
        if (tls == null
                && (listenClient.isUnresolved() || !listenClient.getAddress().isLoopbackAddress())) {
            throw new IllegalArgumentException("a client address that is not loopback needs TLS: " + listenClient);
        }
        if (tls != null && tls.clientCertAuth() && tls.trustedCaFile() == null) {
            throw new IllegalArgumentException("client certificates need a trusted CA file");
        }
    }

    /** Plain text on a loopback address. */
    public static EtcdServerConfig plain(InetSocketAddress listenClient) {
        return new EtcdServerConfig("default", listenClient, List.of(), null, null, REQUEST_BYTES_MAX);
    }

    /** TLS. */
    public static EtcdServerConfig tls(InetSocketAddress listenClient, Tls tls) {
        return new EtcdServerConfig("default", listenClient, List.of(), tls, null, REQUEST_BYTES_MAX);
    }
}
