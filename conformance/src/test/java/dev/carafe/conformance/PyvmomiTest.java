package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe esxi}, driven by pyvmomi. */
@Timeout(300)
class PyvmomiTest {
    /** What the set-up of the tests fetched. */
    private static final Path PYTHON = Cloud.REPOSITORY.resolve("conformance/target/tools/python/bin/python");

    private static final Path SCRIPTS = Cloud.REPOSITORY.resolve("conformance/src/test/python");
    private static final Duration MOST = Duration.ofMinutes(4);

    @TempDir
    private static Path folder;

    private static Esxi esxi;

    @BeforeAll
    static void startHost() {
        assumeThat(PYTHON).as("pyvmomi was not fetched; ./carafe test does it").isExecutable();
        esxi = Esxi.start(folder, "--without-network");
    }

    @AfterAll
    static void endHost() {
        if (esxi != null) {
            esxi.close();
        }
    }

    @Test
    void everyPropertyOfEveryObjectCanBeRead() {
        assertThat(run("read_everything.py").orFail())
                .contains(
                        "vim.HostSystem 1",
                        "vim.Datastore 1",
                        "vim.VirtualMachine 1",
                        "vim.vm.Snapshot 1",
                        "PropertyCollector");
    }

    @Test
    void aMachineLivesAndDies() {
        assertThat(run("live_a_machine.py").orFail().lines()).last().isEqualTo("destroyed");
    }

    private static Command.Result run(String script) {
        URI url = URI.create(esxi.url());
        return Command.run(
                MOST,
                Map.of("PYTHONDONTWRITEBYTECODE", "1"),
                "",
                List.of(
                        PYTHON.toString(),
                        SCRIPTS.resolve(script).toString(),
                        url.getHost(),
                        Integer.toString(url.getPort()),
                        Esxi.USER,
                        Esxi.PASSWORD));
    }
}
