package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code carafe esxi}, and {@code carafe vcenter} over one, driven by pyvmomi without a guest; {@link GuestContract} has one. */
@Timeout(300)
class PyvmomiTest {
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
        Pyvmomi.assumeFetched();
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
        return server == Server.ESXI
                ? Pyvmomi.run(script, esxi.url(), Esxi.USER, Esxi.PASSWORD)
                : Pyvmomi.run(script, vcenter.url(), VCenterServer.administrator(), CarafeVCenter.PASSWORD);
    }
}
