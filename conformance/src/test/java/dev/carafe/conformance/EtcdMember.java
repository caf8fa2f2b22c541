package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A member of etcd in a process of its own, ours or upstream's, and upstream's etcdctl to drive it. */
final class EtcdMember implements AutoCloseable {
    static final Path ETCDCTL = Cloud.REPOSITORY.resolve("conformance/target/tools/etcdctl");
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration COMMAND_MAX = Duration.ofSeconds(30);
    private static final long END_MAX_S = 30;

    private final List<String> command;
    private final Path log;
    private final String endpoint;
    private Process process;

    private EtcdMember(List<String> command, Path log, String endpoint) throws IOException {
        this.command = command;
        this.log = log;
        this.endpoint = endpoint;
        this.process = begin();
    }

    /** Starts {@code carafe etcd} on files in a folder. */
    static EtcdMember start(Path folder, String... flags) throws IOException {
        String endpoint = "127.0.0.1:" + Ports.free();
        List<String> all = new ArrayList<>(List.of(flags));
        if (all.stream().noneMatch(flag -> flag.startsWith("--listen-peer-urls"))) {
            all.addAll(List.of("--listen-peer-urls", "http://127.0.0.1:" + Ports.free()));
        }
        return started(command(folder, endpoint, all), folder, endpoint);
    }

    /** Begins to start a member of a cluster, which may wait for others; {@link #awaitReady} waits for it. */
    static EtcdMember beginMember(Path folder, String endpoint, List<String> flags) throws IOException {
        assumeThat(ETCDCTL)
                .as("etcdctl was not built; ./carafe test does it where Go is")
                .isExecutable();
        return new EtcdMember(command(folder, endpoint, flags), folder.resolve("etcd.log"), endpoint);
    }

    /** Runs a command that becomes a member; whoever starts it waits for it. */
    static EtcdMember run(List<String> command, Path log, String endpoint) throws IOException {
        return new EtcdMember(command, log, endpoint);
    }

    private static List<String> command(Path folder, String endpoint, List<String> flags) {
        List<String> command = new ArrayList<>(List.of(
                Cloud.REPOSITORY.resolve("carafe").toString(),
                "etcd",
                "--data-dir",
                folder.resolve("data").toString(),
                "--listen-client-urls",
                "http://" + endpoint,
                "--advertise-client-urls",
                "http://" + endpoint));
        command.addAll(flags);
        return command;
    }

    /** Starts upstream's in the place of ours. */
    static EtcdMember startUpstream(Path folder, Path etcd) throws IOException {
        String endpoint = "127.0.0.1:" + Ports.free();
        return started(
                new UpstreamPrograms(etcd, etcd)
                        .etcd(
                                folder.resolve("upstream").toString(),
                                "http://" + endpoint,
                                "http://127.0.0.1:" + Ports.free()),
                folder,
                endpoint);
    }

    private static EtcdMember started(List<String> command, Path folder, String endpoint) throws IOException {
        assumeThat(ETCDCTL)
                .as("etcdctl was not built; ./carafe test does it where Go is")
                .isExecutable();
        EtcdMember member = new EtcdMember(command, folder.resolve("etcd.log"), endpoint);
        try {
            member.awaitReady();
        } catch (RuntimeException | Error e) {
            member.close(); // or it would outlive its test
            throw e;
        }
        return member;
    }

    private Process begin() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CARAFE_NO_BUILD", "1");
        return builder.start();
    }

    void awaitReady() {
        Await.until(
                "etcd to answer",
                READY_MAX,
                () -> etcdctl("", List.of("endpoint", "health")).status(),
                status -> status == 0);
    }

    /** Ends it by {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Begins to start it again on the same files. */
    void restart() throws IOException {
        process = begin();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The number of its process. */
    long pid() {
        return process.pid();
    }

    /** Sends it a signal, such as STOP. */
    void signal(String signal) {
        var _ = Command.run("kill", "-" + signal, Long.toString(process.pid())).orFail();
    }

    /** Waits until it has ended by itself. */
    void awaitEnd() {
        var _ = Await.until("the end of " + endpoint, READY_MAX, process::isAlive, alive -> !alive);
    }

    /** Ends it by {@code kill -9} and starts it again on the same files. */
    void killAndStart() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = begin();
        awaitReady();
    }

    Command.Result etcdctl(String input, List<String> arguments) {
        return etcdctl(input, arguments, COMMAND_MAX);
    }

    Command.Result etcdctl(String input, List<String> arguments, Duration most) {
        List<String> words = new ArrayList<>(List.of(ETCDCTL.toString()));
        words.addAll(arguments);
        return Command.run(most, Map.of("ETCDCTL_ENDPOINTS", endpoint), input, words);
    }

    /** Its own address, as host and port. */
    String endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_MAX_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("etcd did not end when it was told to; " + log + " may say why");
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
