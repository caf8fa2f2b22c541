package dev.carafe.vsphere.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached.
 *
 * @param address {@code https://host[:port]/sdk}
 * @param connectTimeout for TCP and TLS
 * @param callTimeout from sending a call to the last byte of its answer
 * @param responseMaxBytes what an answer may have; an inventory of ten thousand machines is several hundred megabytes
 */
public record ConnectionConfig(
        URI address, Trust trust, Duration connectTimeout, Duration callTimeout, long responseMaxBytes) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(10);
    private static final long RESPONSE_MAX_BYTES = 4L << 30;

    /** With the usual times and bounds. {@code vc.example.com}, with or without port, scheme and path, is completed. */
    public static ConnectionConfig of(String address, Trust trust) {
        URI uri = URI.create(address.contains("://") ? address : "https://" + address);
        String path = uri.getRawPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            uri = uri.resolve("/sdk");
        }
        return new ConnectionConfig(uri, trust, CONNECT_TIMEOUT, CALL_TIMEOUT, RESPONSE_MAX_BYTES);
    }

    /** @throws IllegalArgumentException when the address is no such address; the message does not repeat it, it may hold a password */
    public ConnectionConfig {
        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException("the address of a vSphere server is https://host[:port]/sdk");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address must be without user and password: they are given to login");
        }
    }

    public ConnectionConfig withTimeouts(Duration connect, Duration call) {
        return new ConnectionConfig(address, trust, connect, call, responseMaxBytes);
    }

    /** The same for another server that a URL names: what is pinned is then its thumbprint, where there is one. */
    ConnectionConfig at(URI uri, @Nullable Thumbprint thumbprint) {
        return new ConnectionConfig(
                uri.resolve("/"),
                thumbprint == null ? trust : new Trust.Pinned(thumbprint),
                connectTimeout,
                callTimeout,
                responseMaxBytes);
    }

    public ConnectionConfig withResponseMaxBytes(long bytes) {
        return new ConnectionConfig(address, trust, connectTimeout, callTimeout, bytes);
    }
}
