package dev.carafe.kubernetes.kubelet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.kubelet.Kubelet;
import dev.carafe.kubernetes.kubelet.KubeletConfig;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A kubelet, with or without API server, on a containerd of its own, with a network and control groups of its own. */
public final class KubeletFixture implements AutoCloseable {
    /** The node's name, which static pods' names end with. */
    public static final String NODE = "here";

    /** The range of pods' addresses. */
    public static final String POD_CIDR = "10.213.77.0/24";

    private static final String BRIDGE = "cft" + ProcessHandle.current().pid() % 100_000;

    private final PrivateContainerd containerd;
    private final Path manifests;
    private final @Nullable Client client;
    private Kubelet kubelet;

    private KubeletFixture(PrivateContainerd containerd, @Nullable Client client) throws IOException {
        this.containerd = containerd;
        this.client = client;
        this.manifests = Files.createDirectories(containerd.directory().resolve("manifests"));
        this.kubelet = Kubelet.start(config(), client);
    }

    /** Without API server. */
    public static KubeletFixture start() throws IOException, InterruptedException {
        return new KubeletFixture(PrivateContainerd.start(), null);
    }

    /** With an API server. */
    public static KubeletFixture start(Client client) throws IOException, InterruptedException {
        return new KubeletFixture(PrivateContainerd.start(), client);
    }

    /** Writes a manifest as an editor or a deployer would: whole, in one step. */
    public void manifest(String name, String yaml) throws IOException {
        Path unfinished = Files.writeString(manifests.resolve("." + name), yaml);
        Files.move(unfinished, manifests.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    public void removeManifest(String name) throws IOException {
        Files.delete(manifests.resolve(name));
    }

    /** Ends the kubelet and starts another one, which knows nothing but what is on disk and runs. */
    public void restartKubelet() throws IOException {
        kubelet.close();
        kubelet = Kubelet.start(config(), client);
    }

    public PrivateContainerd containerd() {
        return containerd;
    }

    public Path logs() {
        return containerd.directory().resolve("logs");
    }

    /** What the runtime holds of the pod of that name in namespace default, once it is as wanted. */
    public RuntimePod await(String name, Predicate<RuntimePod> wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PrivateContainerd.patience().toNanos();
        Optional<RuntimePod> seen = Optional.empty();
        while (System.nanoTime() < deadline) {
            seen = find(name);
            if (seen.isPresent() && wanted.test(seen.get())) {
                return seen.get();
            }
            TimeUnit.MILLISECONDS.sleep(50); // the pause between two looks at a real process
        }
        throw new AssertionError("pod " + name + " is not as wanted: " + seen);
    }

    /** Waits until the runtime and the disk hold nothing of any pod. */
    public void awaitNothing() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PrivateContainerd.patience().toNanos();
        Path pods = containerd.directory().resolve("kubelet/pods");
        while (!kubelet.runtime().list().isEmpty()
                || !isEmpty(pods)
                || !kubelet.pods().isEmpty()) {
            assertThat(System.nanoTime())
                    .as("left: %s", kubelet.runtime().list())
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50); // the pause between two looks at a real process
        }
    }

    private Optional<RuntimePod> find(String name) throws IOException {
        RuntimePods runtime = kubelet.runtime();
        for (Map.Entry<String, RuntimePods.Summary> entry : runtime.list().entrySet()) {
            if (entry.getValue().name().equals(name + "-" + NODE)) {
                return Optional.of(runtime.read(entry.getKey(), "default", name + "-" + NODE));
            }
        }
        return Optional.empty();
    }

    private KubeletConfig config() {
        Path directory = containerd.directory();
        return new KubeletConfig(
                new NodeConfig(NODE, List.of("127.0.0.1"), Map.of(), List.of(), 0, 110, "v1.37.0"),
                new KubeletConfig.Paths(directory.resolve("kubelet"), directory.resolve("logs"), containerd.socket()),
                new KubeletConfig.Manifests(manifests, null, Duration.ofSeconds(20)),
                new KubeletConfig.Network(
                        List.of("10.96.0.10"),
                        "cluster.local",
                        Path.of("/etc/resolv.conf"),
                        client == null ? POD_CIDR : "",
                        containerd.cniDirectory(),
                        BRIDGE),
                "/" + BRIDGE,
                KubeletConfig.Logs.DEFAULT,
                null);
    }

    @Override
    public void close() throws IOException {
        kubelet.close();
        containerd.close();
        new ProcessBuilder("ip", "link", "delete", BRIDGE)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join();
        // In version 1 the runtime makes the group in every hierarchy there is.
        Path mount = Path.of("/sys/fs/cgroup");
        removeGroups(mount.resolve(BRIDGE));
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(mount, Files::isDirectory)) {
            for (Path hierarchy : hierarchies) {
                removeGroups(hierarchy.resolve(BRIDGE));
            }
        }
    }

    private static void removeGroups(Path group) throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                removeGroups(child);
            }
        }
        Files.delete(group);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            return !children.iterator().hasNext();
        }
    }
}
