package dev.carafe.cli.pki;

import java.util.List;

/**
 * What a certificate is to say.
 *
 * @param file the name of its files without suffix, for example {@code apiserver}
 * @param commonName the subject's CN: the user name where a client shows it
 * @param organizations the subject's O values: the user's groups
 * @param dnsNames the DNS names it answers for; empty for a client's
 * @param addresses the IP addresses, as literals, that it answers for; empty for a client's
 */
public record CertificateRequest(
        String file, String commonName, List<String> organizations, List<String> dnsNames, List<String> addresses) {

    /** Copies the lists. */
    public CertificateRequest {
        organizations = List.copyOf(organizations);
        dnsNames = dnsNames.stream().distinct().toList();
        addresses = addresses.stream().distinct().toList();
    }

    /** A client's certificate: user {@code commonName} in {@code organizations}. */
    public static CertificateRequest client(String file, String commonName, String... organizations) {
        return new CertificateRequest(file, commonName, List.of(organizations), List.of(), List.of());
    }

    /** A server's certificate for {@code dnsNames} and {@code addresses}. */
    public static CertificateRequest server(
            String file, String commonName, List<String> dnsNames, List<String> addresses) {
        return new CertificateRequest(file, commonName, List.of(), dnsNames, addresses);
    }

    /** Whether the certificate is a server's. */
    public boolean isServer() {
        return !dnsNames.isEmpty() || !addresses.isEmpty();
    }
}
