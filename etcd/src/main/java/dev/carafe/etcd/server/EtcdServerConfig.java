package dev.carafe.etcd.server;

import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.http.HttpAccess;
import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.etcd.tls.RevokedCertificates;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the gRPC server listens.
 *
 * @param name the member's name
 * @param listenClient the address for clients; port 0 takes any free one
 * @param advertiseClientUrls the addresses that the member list tells clients, none for the one listened on
 * @param tls certificates, null for plain text, which only a loopback address may have
 * @param listenMetrics where health, version and metrics are served besides
 * @param limits what a client may ask of a connection
 * @param serving what is served at that address
 * @param reusePort whether other processes may listen there too (etcd's {@code --socket-reuse-port})
 */
public record EtcdServerConfig(
        String name,
        InetSocketAddress listenClient,
        List<String> advertiseClientUrls,
        @Nullable Tls tls,
        List<Metrics> listenMetrics,
        Limits limits,
        Serving serving,
        boolean reusePort) {
    /** etcd's {@code --max-request-bytes}. */
    public static final int REQUEST_BYTES_MAX = 1536 << 10;

    /**
     * An address for health, version and metrics alone.
     *
     * @param tls certificates, null for plain text
     */
    public record Metrics(
            InetSocketAddress address, @Nullable Tls tls) {}

    /**
     * What is served, and to whom by HTTP.
     *
     * @param protocols whether gRPC, HTTP or both
     * @param access who may ask by HTTP
     * @param gateway whether the services are served as JSON too (etcd's {@code --enable-grpc-gateway})
     * @param profiles whether {@code /debug/pprof/} is served (etcd's {@code --enable-pprof})
     */
    public record Serving(ClientPort.Protocols protocols, HttpAccess access, boolean gateway, boolean profiles) {
        /** All to all, but profiles. */
        public static final Serving ALL = new Serving(ClientPort.Protocols.BOTH, HttpAccess.ALL, true);

        /** Without profiles. */
        public Serving(ClientPort.Protocols protocols, HttpAccess access, boolean gateway) {
            this(protocols, access, gateway, false);
        }
    }

    /**
     * What a client may ask of a connection.
     *
     * @param requestBytesMax most bytes of one request, as the store's
     * @param streamsMax most calls at once on one connection (etcd's {@code --max-concurrent-streams})
     * @param keepAliveMin how often a client may ping at most (etcd's {@code --grpc-keepalive-min-time})
     * @param keepAliveInterval how often a silent client is pinged, zero for never
     * @param keepAliveTimeout how long its answer is waited for
     */
    public record Limits(
            int requestBytesMax,
            int streamsMax,
            Duration keepAliveMin,
            Duration keepAliveInterval,
            Duration keepAliveTimeout) {
        /** etcd's usual ones. */
        public static final Limits USUAL = new Limits(
                REQUEST_BYTES_MAX,
                Integer.MAX_VALUE,
                Duration.ofSeconds(5),
                Duration.ofHours(2),
                Duration.ofSeconds(20));
    }

    /**
     * The server's certificate, and whom it lets in.
     *
     * @param certFile certificate chain, PEM
     * @param keyFile its private key, PEM
     * @param trustedCaFile authorities of client certificates, PEM, which every client must show then; null for none
     * @param clientCertAuth whether the common name of a client's certificate is a user's name; needs authorities
     * @param allowed which of those authorities' certificates are a client's
     * @param revoked which are no more, null where none is
     * @param protocols versions of TLS by the JDK's names, the preferred first
     * @param cipherSuites by their IANA names, none for the usual ones
     */
    public record Tls(
            Path certFile,
            Path keyFile,
            @Nullable Path trustedCaFile,
            boolean clientCertAuth,
            AllowedNames allowed,
            @Nullable RevokedCertificates revoked,
            List<String> protocols,
            List<String> cipherSuites) {
        /** TLS 1.3. */
        public static final String TLS_1_3 = "TLSv1.3";

        /** TLS 1.2. */
        public static final String TLS_1_2 = "TLSv1.2";

        public Tls {
            protocols = List.copyOf(protocols);
            cipherSuites = List.copyOf(cipherSuites);
        }

        /** With both versions of TLS and the usual cipher suites, for all clients of the authorities. */
        public Tls(Path certFile, Path keyFile, @Nullable Path trustedCaFile, boolean clientCertAuth) {
            this(certFile, keyFile, trustedCaFile, clientCertAuth, AllowedNames.clients(List.of()), null);
        }

        /** With both versions of TLS and the usual cipher suites, for some clients of the authorities. */
        public Tls(
                Path certFile,
                Path keyFile,
                @Nullable Path trustedCaFile,
                boolean clientCertAuth,
                AllowedNames allowed,
                @Nullable RevokedCertificates revoked) {
            this(
                    certFile,
                    keyFile,
                    trustedCaFile,
                    clientCertAuth,
                    allowed,
                    revoked,
                    List.of(TLS_1_3, TLS_1_2),
                    List.of());
        }
    }

    /** At addresses of its own. */
    public EtcdServerConfig(
            String name,
            InetSocketAddress listenClient,
            List<String> advertiseClientUrls,
            @Nullable Tls tls,
            List<Metrics> listenMetrics,
            Limits limits,
            Serving serving) {
        this(name, listenClient, advertiseClientUrls, tls, listenMetrics, limits, serving, false);
    }

    public EtcdServerConfig {
        advertiseClientUrls = List.copyOf(advertiseClientUrls);
        listenMetrics = List.copyOf(listenMetrics);
        if (tls == null
                && (listenClient.isUnresolved() || !listenClient.getAddress().isLoopbackAddress())) {
            throw new IllegalArgumentException("a client address that is not loopback needs TLS: " + listenClient);
        }
        if (tls != null && tls.clientCertAuth() && tls.trustedCaFile() == null) {
            throw new IllegalArgumentException("client certificates need a trusted CA file");
        }
        if (tls != null && tls.trustedCaFile() == null && (!tls.allowed().any() || tls.revoked() != null)) {
            throw new IllegalArgumentException(
                    "--client-cert-allowed-hostname and --client-crl-file need --trusted-ca-file");
        }
    }

    /** The same at addresses of its own, or at such that others may listen at as well. */
    public EtcdServerConfig withReusePort(boolean reuse) {
        return new EtcdServerConfig(
                name, listenClient, advertiseClientUrls, tls, listenMetrics, limits, serving, reuse);
    }

    /** Plain text on a loopback address. */
    public static EtcdServerConfig plain(InetSocketAddress listenClient) {
        return new EtcdServerConfig("default", listenClient, List.of(), null, List.of(), Limits.USUAL, Serving.ALL);
    }

    /** TLS. */
    public static EtcdServerConfig tls(InetSocketAddress listenClient, Tls tls) {
        return new EtcdServerConfig("default", listenClient, List.of(), tls, List.of(), Limits.USUAL, Serving.ALL);
    }
}
