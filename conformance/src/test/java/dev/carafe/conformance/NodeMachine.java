package dev.carafe.conformance;

import dev.carafe.cli.host.Prerequisites;
import dev.carafe.cli.image.BundledImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A node that might as well be another machine: containerd and a kubelet in process, mount, network and host name namespaces
 * of their own. All their files but logs are in memory of that mount namespace, so that nothing is left when it ends.
 */
final class NodeMachine implements AutoCloseable {
    /** The namespaces' first process: its arguments are the folder of files, the host name, and the kubelet's command. */
    private static final String FIRST_PROCESS = """
            set -e
            folder=$1
            hostname "$2"
            shift 2
            mount --make-rprivate /
            mount -t proc proc /proc
            mount -t tmpfs tmpfs /run
            mkdir /run/cni
            containerd --config "$folder/containerd.toml" --log-level warn &
            until ctr --address /run/containerd.sock version >/dev/null 2>&1; do sleep 0.2; done
            ctr --address /run/containerd.sock --namespace k8s.io images import "$folder/pause.tar"
            "$@"
            """;

    private final String cgroup;
    private final Part process;

    private NodeMachine(String cgroup, Part process) {
        this.cgroup = cgroup;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param folder for its files
     * @param number its number on the network
     */
    static NodeMachine start(ControlPlane plane, NodeNetwork network, Path folder, int number, String name) {
        String namespace = network.addNamespace(number);
        String cgroup = namespace;
        try {
            Files.writeString(
                    folder.resolve("containerd.toml"),
                    containerd(Prerequisites.cniDirectory().orElseThrow()));
            Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
            Path busybox = Path.of(Command.run("which", "busybox").orFail().strip());
            BundledImages.build(
                    busybox,
                    Command.run(busybox.toString(), "--list").orFail().lines().toList(),
                    folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> wrapper = List.of(
                "nsenter",
                "--net=/run/netns/" + namespace,
                "unshare",
                "--mount",
                "--pid",
                "--uts",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                FIRST_PROCESS,
                "sh",
                folder.toString(),
                name);
        Part process = plane.start(
                name,
                "kubelet",
                wrapper,
                List.of(
                        "--kubeconfig",
                        plane.kubeconfig(name, "system:node:" + name, "system:nodes")
                                .toString(),
                        "--hostname-override",
                        name,
                        "--node-ip",
                        network.address(number),
                        "--container-runtime-endpoint",
                        "unix:///run/containerd.sock",
                        "--root-dir",
                        "/run/kubelet",
                        "--pod-logs-dir",
                        "/run/pods",
                        "--cni-conf-dir",
                        "/run/cni",
                        "--resolv-conf",
                        folder.resolve("resolv.conf").toString(),
                        "--healthz-port",
                        "-1",
                        "--cgroup-root",
                        "/" + cgroup));
        return new NodeMachine(cgroup, process);
    }

    private static String containerd(Path cniPlugins) {
        return """
                version = 2
                root = "/run/images"
                state = "/run/state"
                disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.nri.v1.nri"]
                [grpc]
                  address = "/run/containerd.sock"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  restrict_oom_score_adj = true
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "/run/cni"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                    runtime_type = "io.containerd.runc.v2"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                      Root = "/run/runc"
                """.formatted(BundledImages.PAUSE, cniPlugins);
    }

    /** Takes its power: every process of it ends at once, containers too. */
    void kill() {
        process.kill();
    }

    void requireRunning() {
        process.requireRunning();
    }

    /** Ends all of it, and removes what the kernel keeps for it. */
    @Override
    public void close() {
        kill();
        String remove = "find /sys/fs/cgroup -depth -type d -path '*/" + cgroup + "*' -exec rmdir {} + 2>/dev/null;"
                + " find /sys/fs/cgroup -maxdepth 2 -name '" + cgroup + "*'";
        Await.until(
                "its control groups to be removed, once its processes have ended",
                Duration.ofSeconds(15),
                () -> Command.run("sh", "-c", remove).out(),
                String::isEmpty);
    }
}
