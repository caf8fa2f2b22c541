package dev.carafe.vsphere.vcenter.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.pki.SelfSigned;
import dev.carafe.vsphere.vmomi.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The folder of a vCenter's own: what is in it lasts from run to run, and nobody else may read it. */
record StateFolder(Path path) {
    private static final Duration VALIDITY = Duration.ofDays(10 * 365);

    /** Without characters that are mistaken for others, or that a shell reads. */
    private static final String PASSWORD_CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 20;
    static final String CERTIFICATE = "vcenter.crt";

    static StateFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        return new StateFolder(path);
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Where those are who may log in. */
    Path users() {
        return file("users");
    }

    /** The server's own UUID, made at first. */
    String uuid() throws IOException {
        WholeFile file = new WholeFile(file("uuid"));
        Optional<byte[]> known = file.read();
        if (known.isEmpty()) {
            String made = UUID.randomUUID().toString();
            file.write((made + "\n").getBytes(UTF_8));
            return made;
        }
        try {
            return UUID.fromString(new String(known.get(), UTF_8).strip()).toString();
        } catch (IllegalArgumentException e) {
            throw new IOException(file.path() + " holds no UUID; remove it to have the server make a new one", e);
        }
    }

    /** The certificate's file; the key is beside it. At first both are made. */
    Path certificate(String name, List<String> addresses, Instant now) throws IOException {
        Path certificate = file(CERTIFICATE);
        if (!Files.exists(certificate) || !Files.exists(key())) {
            try {
                SelfSigned made = SelfSigned.make(name, List.of(name, "localhost"), addresses, now, VALIDITY);
                new WholeFile(key()).write(made.keyPem().getBytes(UTF_8));
                new WholeFile(certificate).write(made.certificatePem().getBytes(UTF_8));
            } catch (GeneralSecurityException e) {
                throw new IOException("no certificate can be made: " + e.getMessage(), e);
            }
        }
        return certificate;
    }

    Path key() {
        return file("vcenter.key");
    }

    /** A password that nobody guesses. */
    static String newPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        while (password.length() < PASSWORD_LENGTH) {
            password.append(PASSWORD_CHARACTERS.charAt(random.nextInt(PASSWORD_CHARACTERS.length())));
        }
        return password.toString();
    }
}
