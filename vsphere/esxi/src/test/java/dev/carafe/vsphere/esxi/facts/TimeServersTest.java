package dev.carafe.vsphere.esxi.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeServersTest {
    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolve(".."));
        Files.writeString(path, text);
    }

    @Test
    void theyAreReadFromWhateverKeepsTheMachinesTime() throws IOException {
        assertThat(TimeServers.read(root)).isEmpty();
        write(
                "etc/chrony/chrony.conf",
                "# server not.this\npool 2.pool.example iburst\n server one.example\nserverstats\n");
        write(
                "etc/systemd/timesyncd.conf",
                "[Time]\n#NTP=no\nNTP= one.example  two.example\nFallbackNTP=never.example\n");
        assertThat(TimeServers.read(root)).containsExactly("2.pool.example", "one.example", "two.example");
    }
}
