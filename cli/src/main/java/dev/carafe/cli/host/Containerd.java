package dev.carafe.cli.host;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carafe's own containerd: a process with its own configuration, folders and socket, so that no container of anybody else
 * is ever seen or touched.
 *
 * <p>It runs in a session of its own and outlives Carafe: containers keep running and their output keeps being logged
 * while Carafe is down. {@link #ensureRunning} finds it again by its pid file.
 */
public final class Containerd {

    /** The containerd namespace of everything that Kubernetes made. */
    public static final String NAMESPACE = "k8s.io";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(5);
    private static final long LOG_MAX_BYTES = 10L << 20;

    private final Layout layout;

    /**
     * The files and names of one containerd.
     *
     * @param root where images and metadata are kept
     * @param run where its socket, state and pid file lie; short, since sockets lie below it
     * @param log its log file
     * @param cniConfig the folder of CNI configurations
     * @param sandboxImage the image of a pod's sandbox
     */
    public record Layout(Path root, Path run, Path log, Path cniConfig, String sandboxImage) {

        Path socket() {
            return run.resolve("containerd.sock");
        }

        Path state() {
            return run.resolve("containerd");
        }

        Path config() {
            return root.resolve("config.toml");
        }

        Path pidFile() {
            return run.resolve("containerd.pid");
        }
    }

    /** The containerd of {@code layout}; starts nothing. */
    public Containerd(Layout layout) {
        this.layout = layout;
    }

    /** Its socket. */
    public Path socket() {
        return layout.socket();
    }

    /** The running process. */
    public Optional<ProcessHandle> process() throws IOException {
        return PidFile.read(layout.pidFile());
    }

    /**
     * Starts it unless it runs, and waits until it takes connections.
     *
     * @return whether it was started now
     * @throws IOException if it is not installed, or ends or stays silent instead of serving
     */
    public synchronized boolean ensureRunning() throws IOException {
        Optional<ProcessHandle> running = process();
        if (running.isPresent()) {
            awaitSocket(running.get());
            return false;
        }
        Path program = Command.find("containerd").orElseThrow(() -> new IOException("containerd is not installed"));
        Path setsid = Command.find("setsid").orElseThrow(() -> new IOException("setsid is not installed"));
        Path plugins = Prerequisites.cniDirectory().orElseThrow(() -> new IOException("no CNI plugins are installed"));
        Files.createDirectories(layout.root());
        Files.createDirectories(layout.run());
        Files.createDirectories(layout.cniConfig());
        Files.writeString(layout.config(), configuration(layout, plugins), StandardCharsets.UTF_8);
        Files.deleteIfExists(layout.socket());
        rotateLog();
        Process started = new ProcessBuilder(
                        setsid.toString(),
                        program.toString(),
                        "--config",
                        layout.config().toString(),
                        "--log-level",
                        "warn")
                .directory(Path.of("/").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log().toFile()))
                .start();
        PidFile.write(layout.pidFile(), started.toHandle());
        awaitSocket(started.toHandle());
        return true;
    }

    /** Ends the process; the containers' own processes go on. */
    public synchronized void stop() throws IOException {
        Optional<ProcessHandle> running = process();
        if (running.isPresent()) {
            Processes.end(running.get(), STOP_TIMEOUT);
        }
        Files.deleteIfExists(layout.pidFile());
        Files.deleteIfExists(layout.socket());
    }

    /** Whether it takes connections now. */
    public boolean isServing() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(layout.socket()));
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs {@code ctr}, containerd's own client, against it and returns its output. */
    public String ctr(String... arguments) throws IOException {
        return Command.check(CALL_TIMEOUT, ctrCommand(arguments));
    }

    private List<String> ctrCommand(String... arguments) throws IOException {
        Path ctr = Command.find("ctr").orElseThrow(() -> new IOException("ctr, containerd's client, is not installed"));
        List<String> command = new ArrayList<>(
                List.of(ctr.toString(), "--address", layout.socket().toString(), "--namespace", NAMESPACE));
        command.addAll(List.of(arguments));
        return command;
    }

    private void awaitSocket(ProcessHandle process) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isServing()) {
            if (!Processes.isRunning(process)) {
                throw new IOException("containerd ended at once; its log " + layout.log() + " says why");
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("containerd did not open " + layout.socket() + " within "
                        + START_TIMEOUT.toSeconds() + " s; its log " + layout.log() + " may say why");
            }
            Processes.awaitEnd(process, POLL);
        }
    }

    private void rotateLog() throws IOException {
        Files.createDirectories(layout.log().toAbsolutePath().getParent());
        if (Files.exists(layout.log()) && Files.size(layout.log()) > LOG_MAX_BYTES) {
            Files.move(
                    layout.log(),
                    layout.log().resolveSibling(layout.log().getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Its configuration, in the second version of the format, which containerd 1.5 to 2.x read.
     *
     * <p>{@code opt} is off because it makes a folder outside ours, NRI because its socket is the machine's; network
     * namespaces are kept below our state folder, so that {@link Remains} tells them from others'.
     */
    static String configuration(Layout layout, Path cniPlugins) {
        return """
                version = 2
                root = "%s"
                state = "%s"
                disabled_plugins = [
                  "io.containerd.internal.v1.opt",
                  "io.containerd.nri.v1.nri",
                  "io.containerd.snapshotter.v1.aufs",
                  "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs",
                  "io.containerd.tracing.processor.v1.otlp",
                ]

                [grpc]
                  address = "%s"

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  # runc may not lower oom_score_adj where CAP_SYS_RESOURCE is missing
                  restrict_oom_score_adj = true
                  disable_tcp_service = true
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  netns_mounts_under_state_dir = true

                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "%s"
                    max_conf_num = 1

                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "overlayfs"
                    default_runtime_name = "runc"

                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"

                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        Root = "%s"
                        SystemdCgroup = false

                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = "/etc/containerd/certs.d"
                """.formatted(
                        quote(layout.root().resolve("root")),
                        quote(layout.state()),
                        quote(layout.socket()),
                        layout.sandboxImage(),
                        quote(cniPlugins),
                        quote(layout.cniConfig()),
                        quote(layout.run().resolve("runc")));
    }

    private static String quote(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
