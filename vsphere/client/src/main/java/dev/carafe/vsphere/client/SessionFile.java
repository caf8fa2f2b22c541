package dev.carafe.vsphere.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A session that outlives the process: its cookie in a file that only its owner can read, so that the next process need not
 * log in. One file a server and user; the last writer wins.
 *
 * <p>The form is one line, the cookie's value; the folder is created with mode 0700, the file with 0600.
 */
public final class SessionFile {
    private static final int COOKIE_MAX_BYTES = 4096;

    private final Path file;

    public SessionFile(Path file) {
        this.file = file;
    }

    /** The file for this server and user in a folder; the name is a digest, since addresses hold what names may not. */
    public static SessionFile in(Path folder, URI address, String user) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((user + "@" + address).getBytes(StandardCharsets.UTF_8));
            return new SessionFile(folder.resolve(HexFormat.of().formatHex(digest)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The cookie; null when there is none, or what is there cannot be one. */
    @Nullable
    String read() throws IOException {
        try {
            if (Files.size(file) > COOKIE_MAX_BYTES) {
                return null;
            }
            String cookie = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
            boolean sendable = cookie.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ';');
            return cookie.isEmpty() || !sendable ? null : cookie;
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    void write(String cookie) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new NoSuchFileException(file.toString());
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh = Files.createTempFile(
                folder,
                ".session",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, cookie + "\n", StandardCharsets.ISO_8859_1);
            try {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
