package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server with a store of its own: one process, {@code carafe kube-apiserver --data-dir}. */
class ApiServerWithoutEtcdTest {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterItWasKilled() {
        Path folder = directory.resolve("objects");
        try (ControlPlane plane = ControlPlane.withoutServers(directory)) {
            try (Part server = plane.startWithoutStore(folder)) {
                plane.kubectl().ok("create", "configmap", "kept", "--from-literal=answer=42");
                server.kill();
            }
            try (Part _ = plane.startWithoutStore(folder)) {
                assertThat(plane.kubectl().field("{.data.answer}", "configmap", "kept"))
                        .isEqualTo("42");
            }
        }
    }

    @Test
    void aSecondServerIsRefusedTheFolder() {
        Path folder = directory.resolve("objects");
        try (ControlPlane plane = ControlPlane.withoutServers(directory);
                Part _ = plane.startWithoutStore(folder)) {
            Part second = plane.start(
                    "second",
                    "kube-apiserver",
                    List.of(),
                    plane.apiServerArguments(Ports.free(), List.of("--data-dir", folder.toString())));

            assertThat(second.awaitEnd()).isNotZero();
            assertThat(second.output()).contains("data directory " + folder + " is in use by another process");
        }
    }

    @Test
    void anEtcdServesTheSameFolderLater() {
        Path folder = directory.resolve("objects");
        String endpoint = "http://127.0.0.1:" + Ports.free();
        try (ControlPlane plane = ControlPlane.withoutServers(directory)) {
            try (Part _ = plane.startWithoutStore(folder)) {
                plane.kubectl().ok("create", "configmap", "kept", "--from-literal=answer=42");
            }
            try (Part etcd = plane.start(
                    "etcd",
                    "etcd",
                    List.of(),
                    List.of(
                            "--data-dir",
                            folder.toString(),
                            "--listen-client-urls",
                            endpoint,
                            "--listen-peer-urls",
                            "http://127.0.0.1:" + Ports.free()))) {
                int port = Ports.free();
                Part server =
                        plane.start("behind", "kube-apiserver", List.of(), plane.apiServerArguments(port, endpoint));
                Await.until(
                        "the object to be served from etcd",
                        START_MAX,
                        () -> {
                            etcd.requireRunning();
                            server.requireRunning();
                            return plane.kubectl()
                                    .run(
                                            "--server=https://127.0.0.1:" + port,
                                            "get",
                                            "configmap",
                                            "kept",
                                            "-o",
                                            "jsonpath={.data.answer}")
                                    .out();
                        },
                        "42"::equals);
            }
        }
    }
}
