package dev.carafe.cli.background;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.host.Command;
import dev.carafe.cli.host.PidFile;
import dev.carafe.cli.host.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The background process of one data directory, seen from the command line. */
public final class BackgroundProcess {

    /** How long the parts have to end in order before the process is killed. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    /** An older status than this means that the process hangs; it writes one every few seconds. */
    private static final Duration STATUS_MAX_AGE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(50);

    private final DataDirectory directory;

    /** The background process of {@code directory}, running or not. */
    public BackgroundProcess(DataDirectory directory) {
        this.directory = directory;
    }

    /** The process, if it runs. */
    public Optional<ProcessHandle> process() throws IOException {
        return PidFile.read(directory.pidFile());
    }

    /**
     * What it says of itself; what it last said, as stopped, when it runs no more; empty when it never ran.
     *
     * @throws IOException if it runs and has not said anything for long
     */
    public Optional<CloudStatus> status(Instant now) throws IOException {
        Optional<ProcessHandle> process = process();
        Optional<CloudStatus> said = CloudStatus.read(directory.status());
        if (process.isEmpty()) {
            return said.map(status -> status.stopped(now));
        }
        if (said.isPresent()
                && said.get().pid() == process.get().pid()
                && said.get().observedAt().plus(STATUS_MAX_AGE).isBefore(now)) {
            throw new IOException("process " + process.get().pid() + " runs but has not reported since "
                    + said.get().observedAt() + "; its logs are in " + directory.logs());
        }
        return said;
    }

    /**
     * Starts this same program once more, in a session of its own, with {@code arguments}; it is to write the pid file
     * and the status file of the directory.
     */
    public Process start(List<String> arguments) throws IOException {
        Files.deleteIfExists(directory.status());
        Path output = outputFile();
        List<String> command = new ArrayList<>();
        Command.find("setsid").or(() -> Command.find("nohup")).ifPresent(each -> command.add(each.toString()));
        command.addAll(ThisProgram.command());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.root().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** What the process itself wrote to its output: what a Java machine says when it cannot go on. */
    public Path outputFile() {
        return directory.logs().resolve("carafe.out");
    }

    /**
     * Waits until the cloud has started or failed, showing each status to {@code watcher}.
     *
     * @return the last status: started or failed; empty when the process ended without a word
     * @throws IOException if neither happens within {@code limit}
     */
    public Optional<CloudStatus> awaitStarted(Process process, Duration limit, Consumer<CloudStatus> watcher)
            throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean ended = !process.isAlive();
            Optional<CloudStatus> status =
                    CloudStatus.read(directory.status()).filter(each -> each.pid() == process.pid());
            status.ifPresent(watcher);
            if (ended) {
                return status.map(each -> each.stopped(Instant.now()));
            }
            if (status.isPresent() && status.get().phase() == CloudStatus.Phase.STARTED) {
                return status;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the cloud has not started within " + limit.toSeconds()
                        + " s; it goes on trying, and 'carafe status' and 'carafe logs' tell how far it is");
            }
            await(process);
        }
    }

    /**
     * Asks the process to stop its parts and waits for its end; kills it when that takes too long.
     *
     * @return whether it ran
     */
    public boolean stop() throws IOException {
        Optional<ProcessHandle> process = process();
        if (process.isPresent()) {
            Processes.end(process.get(), STOP_TIMEOUT);
        }
        Files.deleteIfExists(directory.pidFile());
        return process.isPresent();
    }

    private static void await(Process process) throws IOException {
        try {
            process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the cloud starts; it goes on in the background", e);
        }
    }
}
