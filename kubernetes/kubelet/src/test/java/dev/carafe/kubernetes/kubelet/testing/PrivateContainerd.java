package dev.carafe.kubernetes.kubelet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A containerd of the test's own: root, state and socket in a temporary folder, with the images
 * {@link #IMAGE} and its own pause image. Closing it removes every sandbox in it, then the process.
 */
public final class PrivateContainerd implements AutoCloseable {
    /** An image with busybox and a shell. */
    public static final String IMAGE = "carafe.test/busybox:1";

    private static final String PAUSE_IMAGE = "carafe.test/pause:1";
    private static final List<Path> NEEDED = List.of(
            Path.of("/usr/bin/containerd"),
            Path.of("/usr/bin/ctr"),
            Path.of("/usr/sbin/runc"),
            Path.of("/usr/lib/cni/bridge"),
            BusyboxImage.BUSYBOX);

    private final Path directory;
    private final Process process;
    private final CriClient client;

    private PrivateContainerd(Path directory, Process process, CriClient client) {
        this.directory = directory;
        this.process = process;
        this.client = client;
    }

    /** Starts one, or skips the test in words where this machine cannot. */
    public static PrivateContainerd start() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "running real containers needs root; skipped");
        for (Path needed : NEEDED) {
            Assumptions.assumeTrue(
                    Files.exists(needed),
                    needed
                            + " is missing (packages containerd, runc, containernetworking-plugins, busybox-static); skipped");
        }
        Path directory = Files.createTempDirectory("kubelet-test-");
        Files.createDirectories(directory.resolve("cni"));
        Path config = directory.resolve("config.toml");
        Files.writeString(config, configuration(directory));
        Process process = new ProcessBuilder("/usr/bin/containerd", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("containerd.log").toFile())
                .start();
        PrivateContainerd started =
                new PrivateContainerd(directory, process, CriClient.connect(directory.resolve("containerd.sock")));
        try {
            started.awaitReady();
            started.load(PAUSE_IMAGE, List.of("/bin/busybox", "sleep", "2147483647"));
            started.load(IMAGE, List.of("/bin/sh"));
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** A folder that goes with it. */
    public Path directory() {
        return directory;
    }

    /** Its socket. */
    public Path socket() {
        return directory.resolve("containerd.sock");
    }

    /** Where it looks for its network's configuration. */
    public Path cniDirectory() {
        return directory.resolve("cni");
    }

    public CriClient client() {
        return client;
    }

    /** Makes and imports an image called {@code tag}. */
    public void load(String tag, List<String> command) throws IOException, InterruptedException {
        Path archive = directory.resolve("image.tar");
        BusyboxImage.write(archive, tag, command);
        Process imported = new ProcessBuilder(
                        "/usr/bin/ctr",
                        "-a",
                        socket().toString(),
                        "-n",
                        "k8s.io",
                        "images",
                        "import",
                        archive.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("import.log").toFile())
                .start();
        int code = imported.waitFor();
        assertThat(code)
                .as("%s", Files.readString(directory.resolve("import.log")))
                .isZero();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (client.imageStatus(tag).isEmpty()) { // the CRI plugin learns of it by an event
            assertThat(System.nanoTime()).as("image %s in time", tag).isLessThan(deadline);
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            Optional<CriException> failed = tryVersion();
            if (failed.isEmpty()) {
                return;
            }
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(Files.readString(directory.resolve("containerd.log")), failed.get());
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private Optional<CriException> tryVersion() {
        try {
            client.version();
            return Optional.empty();
        } catch (CriException e) {
            return Optional.of(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                for (PodSandbox sandbox : client.listPodSandbox(Map.of())) {
                    client.stopPodSandbox(sandbox.getId());
                    client.removePodSandbox(sandbox.getId());
                }
            }
        } finally {
            client.close();
            process.destroy();
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.sorted(Comparator.reverseOrder()).forEach(paths::add);
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    private static String configuration(Path directory) {
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp"]
                [grpc]
                  address = "%1$s/containerd.sock"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%2$s"
                  restrict_oom_score_adj = true
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "/usr/lib/cni"
                    conf_dir = "%1$s/cni"
                """.formatted(directory, PAUSE_IMAGE);
    }

    /** How long a condition may take in these tests. */
    public static Duration patience() {
        return Duration.ofSeconds(90);
    }
}
