package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code carafe esxi}, and {@code carafe vcenter} over one, driven by pyvmomi. */
@Timeout(300)
class PyvmomiTest {
    /** What the set-up of the tests fetched. */
    private static final Path PYTHON = Cloud.REPOSITORY.resolve("conformance/target/tools/python/bin/python");

    private static final Path SCRIPTS = Cloud.REPOSITORY.resolve("conformance/src/test/python");
    private static final Duration MOST = Duration.ofMinutes(4);

    @TempDir
    private static Path folder;

    private static Esxi esxi;
    private static CarafeVCenter vcenter;

    /** What is driven. */
    enum Server {
        ESXI,
        VCENTER
    }

    @BeforeAll
    static void startServers() throws Exception {
        assumeThat(PYTHON).as("pyvmomi was not fetched; ./carafe test does it").isExecutable();
        esxi = Esxi.start(Files.createDirectories(folder.resolve("alone")), "--without-network");
        vcenter = CarafeVCenter.startWithoutNetwork(Files.createDirectory(folder.resolve("owned")));
    }

    @AfterAll
    static void endServers() {
        if (vcenter != null) {
            vcenter.close();
        }
        if (esxi != null) {
            esxi.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPropertyOfEveryObjectCanBeRead(Server server) {
        assertThat(run(server, "read_everything.py").orFail())
                .contains(
                        "vim.HostSystem 1",
                        "vim.Datastore 1",
                        "vim.VirtualMachine 1",
                        "vim.vm.Snapshot 1",
                        "PropertyCollector");
    }

    @ParameterizedTest
    @EnumSource
    void aMachineLivesAndDies(Server server) {
        assertThat(run(server, "live_a_machine.py").orFail().lines()).last().isEqualTo("destroyed");
    }

    private static Command.Result run(Server server, String script) {
        URI url = URI.create(server == Server.ESXI ? esxi.url() : vcenter.url());
        return Command.run(
                MOST,
                Map.of("PYTHONDONTWRITEBYTECODE", "1"),
                "",
                List.of(
                        PYTHON.toString(),
                        SCRIPTS.resolve(script).toString(),
                        url.getHost(),
                        Integer.toString(url.getPort()),
                        server == Server.ESXI ? Esxi.USER : VCenterServer.administrator(),
                        server == Server.ESXI ? Esxi.PASSWORD : CarafeVCenter.PASSWORD));
    }
}
