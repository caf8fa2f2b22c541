package dev.carafe.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a server shows who it is, and whom it speaks to.
 *
 * @param certificate PEM file with the server's chain
 * @param key PEM file with its key
 * @param clientCa PEM file with the CAs that vouch for clients; empty where clients show no certificates
 * @param protocols the versions of TLS, by the JDK's names
 * @param cipherSuites the only ones that are spoken, by their IANA names; none for the usual ones
 */
public record TlsPolicy(
        Path certificate, Path key, Optional<Path> clientCa, List<String> protocols, List<String> cipherSuites) {
    public TlsPolicy {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** TLS 1.2 also, for clients of older make, none of which is asked for a certificate. */
    public static TlsPolicy anyClient(Path certificate, Path key) {
        return new TlsPolicy(certificate, key, Optional.empty(), List.of("TLSv1.3", "TLSv1.2"), List.of());
    }
}
