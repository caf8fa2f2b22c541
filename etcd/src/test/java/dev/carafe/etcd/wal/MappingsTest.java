package dev.carafe.etcd.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingsTest {
    private static final int FILE_BYTES = 8 << 20;
    private static final int VALUE_BYTES = 1000;

    @Test
    void whatIsReadDoesNotStayInMemoryAndIsTheSameWhenReadAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mapped-values");
        byte[] written = new byte[FILE_BYTES];
        new SplittableRandom(1).nextBytes(written);
        Files.write(file, written);
        Bytes.Storage values;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            values = new Mappings(512 << 10).map(channel);
        }
        byte[] value = new byte[VALUE_BYTES];
        for (int round = 0; round < 2; round++) {
            for (int offset = 0; offset + VALUE_BYTES <= FILE_BYTES; offset += VALUE_BYTES) {
                values.read(offset, value);
                assertThat(Arrays.equals(value, 0, VALUE_BYTES, written, offset, offset + VALUE_BYTES))
                        .isTrue();
            }
            assertThat(residentBytes(file)).isLessThan(FILE_BYTES / 2);
        }
    }

    /** What the system says that this process has of a mapped file in memory. */
    private static long residentBytes(Path file) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        long bytes = 0;
        boolean its = false;
        boolean found = false;
        for (String line : lines) {
            if (line.matches("^[0-9a-f]+-[0-9a-f]+ .*")) {
                its = line.endsWith(String.valueOf(file.getFileName()));
                found |= its;
            } else if (its && line.startsWith("Rss:")) {
                bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        assertThat(found).isTrue();
        return bytes;
    }
}
