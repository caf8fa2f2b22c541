package dev.carafe.etcd.tls;

import dev.carafe.pki.CertificateNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of the right authority are let in: those with one of some common names, or valid for one of some host
 * names or addresses. Source: etcd {@code client/pkg/transport/listener.go}.
 *
 * @param flags what the flags begin with that say so, such as {@code --peer-cert-allowed}
 * @param commonNames the common names, empty for any
 * @param hostnames the host names and addresses, empty for any
 */
public record AllowedNames(String flags, List<String> commonNames, List<String> hostnames) {
    /** Every certificate. */
    public static final AllowedNames ANY = peers(List.of(), List.of());

    public AllowedNames {
        commonNames = List.copyOf(commonNames);
        hostnames = List.copyOf(hostnames);
        if (!commonNames.isEmpty() && !hostnames.isEmpty()) {
            throw new IllegalArgumentException(
                    flags + "-cn and " + flags + "-hostname are mutually exclusive; give one of them");
        }
    }

    /** Of members, both of whom judge the other by it. */
    public static AllowedNames peers(List<String> commonNames, List<String> hostnames) {
        return new AllowedNames("--peer-cert-allowed", commonNames, hostnames);
    }

    /** Of clients. */
    public static AllowedNames clients(List<String> hostnames) {
        return new AllowedNames("--client-cert-allowed", List.of(), hostnames);
    }

    /** Whether no certificate is refused. */
    public boolean any() {
        return commonNames.isEmpty() && hostnames.isEmpty();
    }

    /** Why a certificate is refused, empty when it is not. */
    Optional<String> refusal(X509Certificate certificate) {
        if (!commonNames.isEmpty()) {
            String commonName = commonName(certificate);
            return commonName != null && commonNames.contains(commonName)
                    ? Optional.empty()
                    : Optional.of("client certificate authentication failed: its common name is "
                            + (commonName == null ? "missing" : "\"" + commonName + "\"")
                            + ", and " + flags + "-cn is " + String.join(",", commonNames));
        }
        if (hostnames.isEmpty() || hostnames.stream().anyMatch(host -> isFor(certificate, host))) {
            return Optional.empty();
        }
        return Optional.of("client certificate authentication failed: it is valid for none of " + flags
                + "-hostname, which is " + String.join(",", hostnames));
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            return parts.reversed().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN"))
                    .map(part -> String.valueOf(part.getValue()))
                    .reduce((_, last) -> last) // as Go takes it, where there is more than one
                    .orElse(null);
        } catch (InvalidNameException e) {
            return null;
        }
    }

    /** A common name is nobody's host (RFC 6125, 6.4.4). */
    private static boolean isFor(X509Certificate certificate, String host) {
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        try {
            return literal
                    ? CertificateNames.addresses(certificate).stream().anyMatch(address -> same(address, host))
                    : CertificateNames.dnsNames(certificate).stream()
                            .anyMatch(name -> CertificateNames.matches(name, host));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean same(String address, String host) {
        try {
            return InetAddress.getByName(address).equals(InetAddress.getByName(host)); // literals: nobody is asked
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
