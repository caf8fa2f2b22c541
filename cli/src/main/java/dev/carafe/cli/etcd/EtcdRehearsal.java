package dev.carafe.cli.etcd;

import dev.carafe.cli.background.ThisProgram;
import dev.carafe.cli.host.Command;
import dev.carafe.cli.host.FreePort;
import dev.carafe.cli.host.Remains;
import dev.carafe.cli.part.PartProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/**
 * A short run of stores in a temporary folder, of which nothing stays: one that is alone, with TLS and without, and the three
 * members of another. All are in this process, as {@code carafe etcd} runs them; who uses them is another process, since
 * code that both ends share is compiled for how it was used.
 */
final class EtcdRehearsal {
    private static final int MEMBERS = 3;
    private static final Duration USE_MAX = Duration.ofMinutes(5);

    private final Path root;
    private final int uses;
    private final List<Running> running = new ArrayList<>();

    private EtcdRehearsal(Path root, int uses) {
        this.root = root;
        this.uses = uses;
    }

    /** A command in a thread of its own. */
    private record Running(Thread thread, CompletableFuture<PartProcess> serving) {}

    /**
     * Starts the stores, has them used, and stops them.
     *
     * @param uses as {@link EtcdUse} counts them
     */
    static void run(int uses) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("carafe-train-");
        try {
            new EtcdRehearsal(root, uses).rehearse();
        } finally {
            new Remains().removeTree(root);
        }
    }

    private void rehearse() throws IOException, InterruptedException {
        try {
            String secure = "https://127.0.0.1:" + FreePort.find();
            String plain = "http://127.0.0.1:" + FreePort.find();
            String peer = "http://127.0.0.1:" + FreePort.find();
            start(
                    "alone",
                    List.of(
                            "--auto-tls",
                            "--listen-client-urls",
                            secure + "," + plain,
                            "--listen-peer-urls",
                            peer,
                            "--initial-advertise-peer-urls",
                            peer));
            List<String> clients = startCluster();
            for (Running member : running) {
                var _ = member.serving.get();
            }
            use(List.of(plain));
            use(List.of(secure));
            use(clients);
        } catch (ExecutionException e) {
            throw new IOException("a store did not start", e);
        } finally {
            for (Running member : running) {
                var _ = member.serving.thenAccept(PartProcess::end);
                member.thread.join();
            }
        }
    }

    private List<String> startCluster() throws IOException {
        List<String> clients = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            clients.add("http://127.0.0.1:" + FreePort.find());
            peers.add("http://127.0.0.1:" + FreePort.find());
            members.add("m" + i + "=" + peers.get(i));
        }
        for (int i = 0; i < MEMBERS; i++) {
            start(
                    "m" + i,
                    List.of(
                            "--listen-client-urls",
                            clients.get(i),
                            "--listen-peer-urls",
                            peers.get(i),
                            "--initial-advertise-peer-urls",
                            peers.get(i),
                            "--initial-cluster",
                            String.join(",", members)));
        }
        return clients;
    }

    private void start(String name, List<String> arguments) {
        List<String> all = new ArrayList<>(
                List.of("--name", name, "--data-dir", root.resolve(name).toString(), "--log-level", "error"));
        all.addAll(arguments);
        EtcdCommand command = new EtcdCommand();
        CompletableFuture<PartProcess> serving = new CompletableFuture<>();
        command.serving = serving::complete;
        Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> {
            int code = new CommandLine(command).execute(all.toArray(String[]::new));
            serving.completeExceptionally(new IOException(name + " ended with code " + code));
        });
        running.add(new Running(thread, serving));
    }

    private void use(List<String> urls) throws IOException {
        Command.Result result = Command.run(
                USE_MAX,
                ThisProgram.briefly("train-etcd", "--use", String.join(",", urls), "--uses", String.valueOf(uses)));
        if (!result.isOk()) {
            throw new IOException("the stores could not be used: " + result.lastLine());
        }
    }
}
