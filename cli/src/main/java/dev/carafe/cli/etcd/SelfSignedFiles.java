package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.SelfSigned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The certificate that {@code --auto-tls} or {@code --peer-auto-tls} makes up, in the folder where etcd keeps it: {@code
 * fixtures/client} or {@code fixtures/peer} below the data directory. It is made once, and again when it has run out.
 *
 * @param hosts names and addresses that it is for
 * @param years how long it holds
 */
record SelfSignedFiles(Path folder, List<String> hosts, int years) {
    private static final Duration YEAR = Duration.ofDays(365);

    SelfSignedFiles {
        if (years < 1) {
            throw CommandException.wrongUse("--self-signed-cert-validity takes years from 1 on, not " + years + ".");
        }
    }

    Path certificate() {
        return folder.resolve("cert.pem");
    }

    Path key() {
        return folder.resolve("key.pem");
    }

    /** Makes them unless they are there and hold. */
    void make(Instant now) throws IOException {
        if (Files.exists(certificate()) && Files.exists(key()) && holds(now)) {
            return;
        }
        List<String> addresses =
                hosts.stream().filter(SelfSignedFiles::isAddress).toList();
        List<String> names = hosts.stream().filter(host -> !isAddress(host)).toList();
        SelfSigned made;
        try {
            made = SelfSigned.make("etcd", names, addresses, now, YEAR.multipliedBy(years));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate could be made", e);
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(key(), made.keyPem());
        write(certificate(), made.certificatePem());
    }

    private boolean holds(Instant now) throws IOException {
        List<X509Certificate> found = PemFiles.certificates(certificate());
        return !found.isEmpty() && found.getFirst().getNotAfter().toInstant().isAfter(now);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static void write(Path file, String pem) throws IOException {
        Files.deleteIfExists(file);
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var _ = channel.write(ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
