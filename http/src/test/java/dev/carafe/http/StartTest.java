package dev.carafe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does not do. */
class StartTest {
    @Test
    void aServerDoesNotStartTheManagementOfTheJvm(@TempDir Path folder) throws Exception {
        try (LocalServer _ = LocalServer.start(folder, exchange -> exchange.reply(200, "text/plain", new byte[0]))) {
            assertThat(MBeanServerFactory.findMBeanServer(null)).isEmpty();
        }
    }
}
