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
final class Servers<T> implements AutoCloseable {
    private static final long READY_NS = 600_000_000_000L;
    private static final long POLL_MS = 10;

    private final List<Server<T>> all = new ArrayList<>();
    private final Deque<StartedProcess> started = new ArrayDeque<>();

    /** How a kind of server is reached. */
    interface Opening<T> {
        /** Makes ready to send; nobody may listen yet. */
        T open(Assignment server) throws IOException;

        /** Whether the server answers as it is to. */
        boolean isReady(T target) throws InterruptedException;
    }

    /**
     * Finds or starts them all, one after the other.
     *
     * @param servers name of each, and where it is
     * @param pids processes that run
     * @param commands processes to be started, in order
     */
    static <T> Servers<T> open(
            List<Assignment> servers, List<Assignment> pids, List<Assignment> commands, Opening<T> opening)
            throws IOException, InterruptedException {
        Servers<T> opened = new Servers<>();
        boolean done = false;
        try {
            for (Assignment server : servers) {
                opened.add(server, of(server, pids), of(server, commands), opening);
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

    private void add(Assignment server, List<Assignment> pids, List<Assignment> commands, Opening<T> opening)
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
        T target = opening.open(server);
        awaitReady(server.server(), target, opening);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        Optional<Server.Startup> startup =
                commands.isEmpty() ? Optional.empty() : Optional.of(Server.Startup.now(seconds, processes));
        all.add(new Server<>(server.server(), target, List.copyOf(processes), startup));
    }

    private void awaitReady(String name, T target, Opening<T> opening) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_NS;
        while (!opening.isReady(target)) {
            for (StartedProcess process : started) {
                process.requireAlive();
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException(name + " is not ready");
            }
            Thread.sleep(POLL_MS);
        }
    }

    List<Server<T>> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
