package dev.carafe.pki;

import dev.carafe.fuzzing.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reads keys and certificates: a few seconds in every build, {@code -Dpki.fuzz.seconds=N} for longer. */
class FuzzTest {
    @TempDir
    private Path folder;

    @Test
    void anyBytesAreTakenOrRefused() throws Exception {
        new Fuzzing(FuzzTest.class, "dev.carafe.pki", "pki.fuzz.seconds").look(PemFuzz.class, PemFuzz.seeds(), folder);
    }
}
