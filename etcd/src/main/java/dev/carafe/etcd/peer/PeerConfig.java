package dev.carafe.etcd.peer;

import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.etcd.tls.RevokedCertificates;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a member listens for the others and reaches them.
 *
 * @param listen the addresses for other members; port 0 takes any free one
 * @param urls where others reach it
 * @param tls certificates, null for plain text, which only loopback addresses may have
 * @param timeouts when a stream to another member counts as broken
 * @param reusePort whether other processes may listen at these addresses too (etcd's {@code --socket-reuse-port})
 */
public record PeerConfig(
        List<InetSocketAddress> listen,
        List<String> urls,
        @Nullable Tls tls,
        Timeouts timeouts,
        boolean reusePort) {
    /**
     * When a stream to another member counts as broken.
     *
     * @param readMs milliseconds without a sign of life (etcd's {@code --raft-read-timeout})
     * @param writeMs milliseconds in which it takes nothing of what is to be sent (etcd's {@code --raft-write-timeout})
     */
    public record Timeouts(long readMs, long writeMs) {
        /** etcd's usual ones, which it lets nobody shorten. */
        public static final Timeouts USUAL = new Timeouts(5000, 5000);
    }

    /**
     * A certificate and its key.
     *
     * @param certFile certificate chain, PEM
     * @param keyFile its private key, PEM
     */
    public record Pair(Path certFile, Path keyFile) {}

    /**
     * The member's certificate, and whom it trusts.
     *
     * @param certFile certificate chain, PEM
     * @param keyFile its private key, PEM
     * @param trustedCaFile authorities of the members, PEM; null for the machine's own
     * @param clientCertAuth whether members must show a certificate of those authorities
     * @param selfSigned whether the members' certificates were made by themselves, so that nobody is verified
     * @param allowed which of those authorities' certificates are a member's
     * @param revoked which are no more, null where none is
     * @param calling what it shows to members that it calls, null for the same as to those who call it
     */
    public record Tls(
            Path certFile,
            Path keyFile,
            @Nullable Path trustedCaFile,
            boolean clientCertAuth,
            boolean selfSigned,
            AllowedNames allowed,
            @Nullable RevokedCertificates revoked,
            @Nullable Pair calling) {
        /** With any certificate of the authorities. */
        public Tls(
                Path certFile, Path keyFile, @Nullable Path trustedCaFile, boolean clientCertAuth, boolean selfSigned) {
            this(certFile, keyFile, trustedCaFile, clientCertAuth, selfSigned, AllowedNames.ANY, null, null);
        }

        /** What it shows to members that it calls. */
        Pair shown() {
            return calling == null ? new Pair(certFile, keyFile) : calling;
        }

        /** Whether a member that calls must show a certificate; etcd demands one as soon as it knows whose. */
        boolean demandsCertificate() {
            return clientCertAuth || trustedCaFile != null;
        }
    }

    /** At addresses of its own. */
    public PeerConfig(List<InetSocketAddress> listen, List<String> urls, @Nullable Tls tls) {
        this(listen, urls, tls, Timeouts.USUAL, false);
    }

    public PeerConfig {
        listen = List.copyOf(listen);
        urls = List.copyOf(urls);
        for (InetSocketAddress address : listen) {
            if (tls == null && (address.isUnresolved() || !address.getAddress().isLoopbackAddress())) {
                throw new IllegalArgumentException("a peer address that is not loopback needs TLS: " + address);
            }
        }
        if (tls != null && tls.clientCertAuth() && tls.trustedCaFile() == null) {
            throw new IllegalArgumentException("certificates of peers need a trusted CA file");
        }
        if (tls != null && !tls.allowed().any() && tls.trustedCaFile() == null) {
            throw new IllegalArgumentException("names of peers' certificates need a trusted CA file");
        }
        if (tls != null && tls.revoked() != null && tls.trustedCaFile() == null) {
            throw new IllegalArgumentException("--peer-crl-file needs --peer-trusted-ca-file");
        }
    }

    /** The same with other timeouts. */
    public PeerConfig withTimeouts(Timeouts other) {
        return new PeerConfig(listen, urls, tls, other, reusePort);
    }

    /** The same at addresses of its own, or at such that others may listen at as well. */
    public PeerConfig withReusePort(boolean reuse) {
        return new PeerConfig(listen, urls, tls, timeouts, reuse);
    }
}
