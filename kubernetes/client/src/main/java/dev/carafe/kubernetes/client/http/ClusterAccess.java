package dev.carafe.kubernetes.client.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach an API server, and as whom. Certificates and keys are PEM texts; empty where there are none.
 *
 * @param server such as {@code https://127.0.0.1:6443}
 * @param caPem the certificates of the authorities that may vouch for the server; empty for the JDK's own
 * @param insecureSkipTlsVerify whether any certificate of the server will do
 * @param clientCertificatePem the client's certificate and those that lead to its authority
 * @param clientKeyPem the client's private key
 * @param token a bearer token
 * @param tokenFile a file with a bearer token, read anew every minute; it has precedence over {@code token}
 * @param namespace the namespace to use where none is given
 */
public record ClusterAccess(
        URI server,
        String caPem,
        boolean insecureSkipTlsVerify,
        String clientCertificatePem,
        String clientKeyPem,
        String token,
        Optional<Path> tokenFile,
        String namespace) {
    /** Access by a client certificate. */
    public static ClusterAccess ofCertificate(URI server, String caPem, String certificatePem, String keyPem) {
        return new ClusterAccess(server, caPem, false, certificatePem, keyPem, "", Optional.empty(), "default");
    }

    /** The same server without credentials. */
    public ClusterAccess anonymous() {
        return new ClusterAccess(server, caPem, insecureSkipTlsVerify, "", "", "", Optional.empty(), namespace);
    }

    /** Without credentials, as it would be unwise to log them. */
    @Override
    public String toString() {
        return server.toString();
    }
}
