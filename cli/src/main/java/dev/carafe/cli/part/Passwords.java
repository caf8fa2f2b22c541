package dev.carafe.cli.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Passwords in files: no command line holds one, where every user of the machine could read it. */
final class Passwords {
    /** More is no file with a password. */
    private static final int BYTES_MAX = 64 << 10;

    private Passwords() {}

    /** The first line of a file; empty when it is empty. */
    static Optional<String> firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BYTES_MAX), UTF_8)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isEmpty());
        }
    }
}
