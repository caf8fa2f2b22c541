package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.pki.SelfSigned;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an API server shows its clients.
 *
 * @param certificate PEM file with the chain
 * @param key PEM file with its key
 */
record ServingCertificate(Path certificate, Path key) {
    private static final System.Logger LOG = System.getLogger(ServingCertificate.class.getName());
    private static final Duration VALIDITY = Duration.ofDays(365);

    /** The names of an API server in every cluster. */
    private static final List<String> NAMES = List.of("kubernetes.default.svc", "kubernetes.default", "kubernetes");

    /**
     * The one that lies in a folder; where none does, one that vouches for itself is put there
     * (apiserver/pkg/server/options/serving.go, MaybeDefaultWithSelfSignedCerts).
     *
     * @param addresses the server's, as literals; those that stand for all of a machine's mean {@code localhost}
     * @throws IOException when the folder cannot be written
     */
    static ServingCertificate in(Path folder, List<String> addresses) throws IOException {
        ServingCertificate pair =
                new ServingCertificate(folder.resolve("apiserver.crt"), folder.resolve("apiserver.key"));
        boolean certified = Files.exists(pair.certificate);
        if (certified != Files.exists(pair.key)) {
            throw CommandException.wrongUse(
                    "Of " + pair.certificate + " and " + pair.key
                            + " only one is there: take both away, or name others with --tls-cert-file and --tls-private-key-file.");
        }
        if (certified) {
            return pair;
        }
        List<String> names = new ArrayList<>(NAMES);
        List<String> literals = new ArrayList<>();
        for (String address : addresses) {
            if (InetAddress.ofLiteral(address).isAnyLocalAddress()) {
                names.add("localhost");
            } else {
                literals.add(address);
            }
        }
        try {
            SelfSigned made = SelfSigned.make(addresses.getFirst(), names, literals, Instant.now(), VALIDITY);
            Files.createDirectories(folder);
            Files.createFile(
                    pair.key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(pair.key, made.keyPem(), StandardOpenOption.WRITE);
            Files.writeString(pair.certificate, made.certificatePem(), StandardOpenOption.CREATE_NEW);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate", e);
        }
        LOG.log(Level.INFO, "Made a certificate that vouches for itself: {0}", pair.certificate);
        return pair;
    }
}
