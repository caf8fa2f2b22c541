package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.testing.RealQemu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of which each has a whole host agent of its own. */
@Timeout(120)
abstract class WholeHostTest {
    @TempDir
    Path folder;

    private @Nullable StartedHost started;

    @BeforeEach
    void start() throws IOException {
        RealQemu.assume();
        started = new StartedHost(folder);
    }

    @AfterEach
    void end() {
        if (started != null) {
            started.close();
        }
    }

    StartedHost host() {
        return Objects.requireNonNull(started);
    }
}
