package dev.carafe.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Of whom a certificate is, by the alternative names of its subject (RFC 5280, section 4.2.1.6; RFC 6125). */
public final class CertificateNames {
    /** The kinds of alternative names. */
    private static final int DNS_NAME = 2;

    private static final int ADDRESS = 7;

    private CertificateNames() {}

    /** The DNS names. */
    public static List<String> dnsNames(X509Certificate certificate) throws CertificateParsingException {
        return ofKind(certificate, DNS_NAME);
    }

    /** The addresses, as text. */
    public static List<String> addresses(X509Certificate certificate) throws CertificateParsingException {
        return ofKind(certificate, ADDRESS);
    }

    private static List<String> ofKind(X509Certificate certificate, int kind) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.getFirst() instanceof Integer its && its == kind)
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    /** Whether a certificate's DNS name, whose first label may be a star, is a host's; letters' case is no difference. */
    public static boolean matches(String certified, String host) {
        String pattern = certified.toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return pattern.equals(name)
                || (pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(name.substring(dot)));
    }
}
