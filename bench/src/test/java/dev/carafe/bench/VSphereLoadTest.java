package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The programme runs through; what it measures here means nothing. */
final class VSphereLoadTest {
    /** Where the set-up of the tests puts what it builds. */
    private static final Path VCSIM =
            Path.of("../conformance/target/tools/vcsim").toAbsolutePath().normalize();

    @Test
    void allOperationsAreDoneToASimulatorAndReported() throws Exception {
        assumeThat(VCSIM).as("vcsim, which the set-up of the tests builds").isExecutable();
        int port = freePort();
        StringWriter out = new StringWriter();
        int status = new CommandLine(new VSphereLoad())
                .setOut(new PrintWriter(out))
                .execute(
                        "--server=vcsim=https://user:pass@127.0.0.1:" + port + "/sdk",
                        "--start=vcsim=" + VCSIM + " -l 127.0.0.1:" + port
                                + " -cluster 1 -host 1 -standalone-host 0 -vm 10 -autostart=false",
                        "--machines=10",
                        "--reads=2",
                        "--gets=5",
                        "--creates=5",
                        "--watchers=3",
                        "--updates=2",
                        "--warm-up=0",
                        "--rounds=1");
        assertThat(status).isZero();
        assertThat(out.toString())
                .contains(
                        "| names of 10 machines |",
                        "| 10 properties of 10 machines |",
                        "| 10 properties of one machine |",
                        "| create a machine |",
                        "| remove a machine |",
                        "| update to a waiting client, 3 of them |",
                        "| start to all names read, CPU |");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void onlyThisMachineIsLoaded() {
        assertThatThrownBy(() -> new VSphereTarget("https://user:pass@192.0.2.1:443/sdk"))
                .hasMessageContaining("load goes to loopback addresses only");
        assertThatThrownBy(() -> new VSphereTarget("https://127.0.0.1:443/sdk"))
                .hasMessageContaining("https://USER:PASSWORD@HOST:PORT/sdk");
    }
}
