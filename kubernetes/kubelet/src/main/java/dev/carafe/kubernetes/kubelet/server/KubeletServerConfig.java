package dev.carafe.kubernetes.kubelet.server;

import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How the server is reached and whom it believes.
 *
 * @param address where it listens; port 0 for any
 * @param healthPort where {@code /healthz} is answered in plain text on the loopback address; 0 for any, negative for none
 * @param chain the server's certificate and those between it and its root
 * @param key the certificate's key
 * @param clientAuthorities who may sign clients' certificates
 */
public record KubeletServerConfig(
        InetSocketAddress address,
        int healthPort,
        List<X509Certificate> chain,
        PrivateKey key,
        List<X509Certificate> clientAuthorities) {}
