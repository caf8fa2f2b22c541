package dev.carafe.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir
    Path directory;

    @Test
    void aRunningProcessIsFoundAgain() throws Exception {
        Path file = directory.resolve("pid");
        PidFile.write(file, ProcessHandle.current());

        assertThat(PidFile.read(file)).contains(ProcessHandle.current());
    }

    @Test
    void anotherProcessWithTheSameIdIsNotTakenForIt() throws Exception {
        Path file = directory.resolve("pid");
        Files.writeString(file, ProcessHandle.current().pid() + " 1000000000000\n");

        assertThat(PidFile.read(file)).isEmpty();
    }

    @Test
    void nonsenseNamesNoProcess() throws Exception {
        Path file = directory.resolve("pid");
        assertThat(PidFile.read(file)).isEmpty();
        for (String text : new String[] {"", "12", "x y", "1 2 3", "-1 -1"}) {
            Files.writeString(file, text);
            assertThat(PidFile.read(file)).as(text).isEmpty();
        }
    }
}
