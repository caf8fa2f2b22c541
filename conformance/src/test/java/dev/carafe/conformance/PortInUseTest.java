package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port that somebody else has: exit code 1, and one sentence that names the port and the flag. */
@Timeout(120)
class PortInUseTest {
    @TempDir
    private Path folder;

    private ServerSocket taken;
    private String port;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        port = Integer.toString(taken.getLocalPort());
    }

    @AfterEach
    void giveItBack() throws IOException {
        taken.close();
    }

    @Test
    void upNamesThePortOfTheApiServer() {
        assertRefused(
                "--secure-port",
                carafe(
                        "up",
                        "--without",
                        "vsphere",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--bind",
                        "127.0.0.1",
                        "--no-install",
                        "--secure-port",
                        port));
    }

    @Test
    void apiServerNamesItsPort() {
        try (ControlPlane plane = ControlPlane.start(folder)) {
            List<String> words = new ArrayList<>(List.of("kube-apiserver"));
            words.addAll(plane.apiServerArguments(taken.getLocalPort()));
            assertRefused("--secure-port", carafe(words.toArray(String[]::new)));
            assertThat(plane.kubectl().ok("get", "--raw", "/readyz")).isEqualTo("ok");
        }
    }

    @Test
    void etcdNamesItsPort() {
        assertRefused(
                "--listen-client-urls",
                carafe(
                        "etcd",
                        "--data-dir",
                        folder.resolve("etcd").toString(),
                        "--listen-peer-urls",
                        "http://127.0.0.1:" + Ports.free(),
                        "--listen-client-urls",
                        "http://127.0.0.1:" + port));
    }

    @Test
    void etcdNamesItsPortForMembers() {
        assertRefused(
                "--listen-peer-urls",
                carafe(
                        "etcd",
                        "--data-dir",
                        folder.resolve("etcd").toString(),
                        "--listen-client-urls",
                        "http://127.0.0.1:" + Ports.free(),
                        "--listen-peer-urls",
                        "http://127.0.0.1:" + port));
    }

    private void assertRefused(String flag, Command.Result result) {
        assertThat(result.status()).as(result.toString()).isEqualTo(1);
        assertThat(result.err()).doesNotContain("\tat ");
        assertThat(result.err().lines().filter(line -> line.startsWith("carafe: ")))
                .as(result.toString())
                .singleElement()
                .asString()
                .contains(port, flag)
                .endsWith(".");
    }

    private static Command.Result carafe(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Cloud.REPOSITORY.resolve("carafe").toString());
        command.addAll(List.of(arguments));
        return Command.run(Duration.ofSeconds(60), Map.of("CARAFE_NO_BUILD", "1"), "", command);
    }
}
