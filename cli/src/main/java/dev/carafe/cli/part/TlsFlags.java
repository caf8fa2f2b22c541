package dev.carafe.cli.part;

import dev.carafe.cli.command.CipherSuites;
import dev.carafe.cli.command.CommandException;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a server of Kubernetes speaks TLS. */
final class TlsFlags {
    private static final List<String> VERSIONS =
            List.of("VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13");
    private static final String NEWEST = "VersionTLS13";

    /** Where Go has other names than the IANA. */
    private static final String GO_CHACHA = "_WITH_CHACHA20_POLY1305";

    @Option(
            names = "--tls-cert-file",
            paramLabel = "FILE",
            description = "Its certificate, PEM (apiserver.crt of --cert-dir, which is made where it is not there).")
    @Nullable
    Path certificate;

    @Option(
            names = "--tls-private-key-file",
            paramLabel = "FILE",
            description = "Its key, PEM (apiserver.key of --cert-dir).")
    @Nullable
    Path key;

    @Option(
            names = "--cert-dir",
            paramLabel = "DIR",
            defaultValue = "/var/run/kubernetes",
            description = "Where the certificate lies if --tls-cert-file is not given (${DEFAULT-VALUE}).")
    Path directory = Path.of("");

    @Option(
            names = "--tls-min-version",
            paramLabel = "VERSION",
            defaultValue = "VersionTLS12",
            description = "The oldest version of TLS that is spoken: VersionTLS12 or VersionTLS13 (${DEFAULT-VALUE});"
                    + " older ones are not, whatever is asked for.")
    String oldest = "";

    @Option(
            names = "--tls-cipher-suites",
            split = ",",
            paramLabel = "NAME",
            description = "The cipher suites of TLS 1.2, by their IANA names (the usual ones).")
    List<String> cipherSuites = new ArrayList<>();

    /** Refuses half of a certificate. */
    void check() {
        if ((certificate == null) != (key == null)) {
            throw CommandException.wrongUse("--tls-cert-file and --tls-private-key-file go together.");
        }
    }

    /**
     * What the server shows: what was named, or what lies in the folder of certificates.
     *
     * @param advertised the address at which the server says that it is
     * @param bound the address at which it serves
     * @param serviceRange whose first address is the server's in the cluster
     */
    ServingCertificate certificate(String advertised, String bound, String serviceRange) throws IOException {
        Path named = certificate;
        Path itsKey = key;
        return named != null && itsKey != null
                ? new ServingCertificate(named, itsKey)
                : ServingCertificate.in(
                        directory,
                        List.of(advertised, IpRange.parse(serviceRange).address(0), bound));
    }

    /** The versions of TLS, by the JDK's names. */
    List<String> protocols() {
        if (!VERSIONS.contains(oldest)) {
            throw CommandException.wrongUse("--tls-min-version: unknown tls version \"" + oldest + "\"; take one of "
                    + String.join(", ", VERSIONS) + ".");
        }
        return oldest.equals(NEWEST) ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
    }

    /** The cipher suites to speak, those of TLS 1.3 among them, which cannot be chosen; none where none was asked for. */
    List<String> cipherSuites() {
        if (cipherSuites.isEmpty()) {
            return List.of();
        }
        List<String> known = CipherSuites.known();
        List<String> suites = new ArrayList<>();
        for (String asked : cipherSuites) {
            String suite = asked.endsWith(GO_CHACHA) ? asked + "_SHA256" : asked;
            if (!known.contains(suite)) {
                throw CommandException.wrongUse("--tls-cipher-suites: Cipher suite " + asked
                        + " not supported or doesn't exist; known are " + String.join(", ", known) + ".");
            }
            suites.add(suite);
        }
        known.stream()
                .filter(suite -> !suite.contains("_WITH_") && !suite.endsWith("_SCSV"))
                .filter(suite -> !suites.contains(suite))
                .forEach(suites::add);
        return suites;
    }
}
