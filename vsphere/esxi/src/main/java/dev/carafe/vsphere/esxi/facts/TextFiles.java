package dev.carafe.vsphere.esxi.facts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Small files that a kernel writes. */
final class TextFiles {
    private static final int BYTES_MAX = 4 << 20;

    private TextFiles() {}

    /** The file's text without the space around it; empty when there is none, or it cannot be read. */
    static Optional<String> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(BYTES_MAX), ISO_8859_1).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException _) {
            return Optional.empty(); // many of them exist and refuse to be read
        }
    }

    static List<String> lines(Path file) {
        return read(file).map(text -> List.of(text.split("\n"))).orElse(List.of());
    }

    /** The number that the file holds; empty when it holds none. */
    static Optional<Long> number(Path file) {
        return read(file).flatMap(TextFiles::number);
    }

    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
