package dev.carafe.etcd.remote;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which etcd to speak to.
 *
 * @param endpoints addresses such as {@code https://10.0.0.1:2379}, at least one, all with the same scheme
 * @param tls certificates, used with {@code https}; null takes the system's authorities and shows no certificate
 * @param timeout how long one request may take
 * @param login the user that asks; null for none
 * @param awaited whether requests wait for a store that was not met yet, as long as one may take; otherwise they fail at once
 */
public record RemoteStoreConfig(
        List<URI> endpoints,
        @Nullable Tls tls,
        Duration timeout,
        @Nullable Login login,
        boolean awaited) {
    /**
     * A user's name and password.
     *
     * @param user the name
     * @param password the password
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]"; // a password belongs in no log
        }
    }

    /**
     * What a client trusts, and what it shows.
     *
     * @param caFile authorities of the servers' certificates, PEM; null for the system's
     * @param certFile the client's certificate chain, PEM; null for none
     * @param keyFile its private key, PEM; null for none
     * @param unverified whether any server is taken for the right one, whatever certificate it shows
     */
    public record Tls(
            @Nullable Path caFile,
            @Nullable Path certFile,
            @Nullable Path keyFile,
            boolean unverified) {
        /** Of servers that are verified. */
        public Tls(@Nullable Path caFile, @Nullable Path certFile, @Nullable Path keyFile) {
            this(caFile, certFile, keyFile, false);
        }

        public Tls {
            if ((certFile == null) != (keyFile == null)) {
                throw new IllegalArgumentException("a certificate and its key come together");
            }
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    public RemoteStoreConfig {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no etcd endpoint");
        }
        for (URI endpoint : endpoints) {
            boolean known = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
            if (!known || endpoint.getHost() == null || endpoint.getPort() < 0) {
                throw new IllegalArgumentException("not an etcd endpoint: " + endpoint);
            }
            if (!endpoint.getScheme().equals(endpoints.getFirst().getScheme())) {
                throw new IllegalArgumentException("etcd endpoints with different schemes");
            }
        }
    }

    /** Of a store that is there, or is not. */
    public RemoteStoreConfig(List<URI> endpoints, @Nullable Tls tls, Duration timeout, @Nullable Login login) {
        this(endpoints, tls, timeout, login, false);
    }

    /** The same for who may start before the store does. */
    public RemoteStoreConfig awaiting() {
        return new RemoteStoreConfig(endpoints, tls, timeout, login, true);
    }

    /** With the usual timeout. */
    public static RemoteStoreConfig of(List<URI> endpoints, @Nullable Tls tls) {
        return new RemoteStoreConfig(endpoints, tls, TIMEOUT, null);
    }

    boolean secure() {
        return "https".equals(endpoints.getFirst().getScheme());
    }
}
