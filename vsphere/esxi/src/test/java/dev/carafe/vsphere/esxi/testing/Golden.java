package dev.carafe.vsphere.esxi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text files that hold what is expected; {@code -Dgolden.write=true} writes what is found into them, to be read before committing. */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    public static void check(String name, List<String> found) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.write(file, found);
        }
        assertThat(found).containsExactlyElementsOf(Files.readAllLines(file));
    }
}
