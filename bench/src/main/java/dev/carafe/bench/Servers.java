package dev.carafe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The servers of a run: those that run already, and those that it starts and ends. */
final class Servers implements AutoCloseable {
    private static final long READY_NS = 120_000_000_000L;
    private static final long POLL_MS = 10;

    private final List<Server> all = new ArrayList<>();
    private final Deque<StartedProcess> started = new ArrayDeque<>();

    /**
     * Finds or starts them all, one after the other.
     *
     * @param servers name and kubeconfig of each
     * @param pids processes that run
     * @param commands processes to be started, in order
     */
    static Servers open(
            List<Assignment> servers, List<Assignment> pids, List<Assignment> commands, int connections, int watchers)
            throws IOException, InterruptedException {
        Servers opened = new Servers();
        boolean done = false;
        try {
            for (Assignment server : servers) {
                opened.add(server, of(server, pids), of(server, commands), connections, watchers);
            }
            done = true;
            return opened;
        } finally {
            if (!done) {
                opened.close();
            }
        }
    }

    private static List<Assignment> of(Assignment server, List<Assignment> all) {
        return all.stream()
                .filter(each -> each.server().equals(server.server()))
                .toList();
    }

    private void add(Assignment server, List<Assignment> pids, List<Assignment> commands, int connections, int watchers)
            throws IOException, InterruptedException {
        List<ServerProcess> processes =
                new ArrayList<>(pids.stream().map(ServerProcess::of).toList());
        long startNs = System.nanoTime();
        for (Assignment command : commands) {
            Path log = Files.createTempFile("bench-" + server.server() + "-" + command.process() + "-", ".log");
            startNs = System.nanoTime(); // the last one is the API server, on what was started before it
            StartedProcess process = StartedProcess.start(command, log);
            started.push(process);
            processes.add(process.measured());
        }
        Target target = new Target(Path.of(server.value()), connections, watchers);
        awaitReady(server.server(), target);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        Optional<Server.Startup> startup =
                commands.isEmpty() ? Optional.empty() : Optional.of(Server.Startup.now(seconds, processes));
        all.add(new Server(server.server(), target, List.copyOf(processes), startup));
    }

    private void awaitReady(String name, Target target) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_NS;
        while (!target.isReady()) {
            for (StartedProcess process : started) {
                process.requireAlive();
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException(name + " is not ready");
            }
            Thread.sleep(POLL_MS);
        }
    }

    List<Server> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
