package dev.carafe.kubernetes.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a request brings to prove who sent it.
 *
 * @param certificates the client's certificate chain as the TLS layer took it, leaf first, already verified against the
 *     client CA; empty where none was sent
 * @param bearerToken the token of the Authorization header
 */
public record Credentials(List<X509Certificate> certificates, Optional<String> bearerToken) {
    public Credentials {
        certificates = List.copyOf(certificates);
    }
}
