package dev.carafe.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server's process that this programme started, and ends. */
final class StartedProcess implements AutoCloseable {
    private static final long END_S = 20;

    private final String name;
    private final Process process;
    private final Path log;

    private StartedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a command of the shell, which must be a single one: the shell becomes it.
     *
     * @param log where its output goes
     */
    static StartedProcess start(Assignment assignment, Path log) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", "exec " + assignment.value())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        return new StartedProcess(assignment.process(), process, log);
    }

    ServerProcess measured() {
        return new ServerProcess(name, process.pid());
    }

    /** Throws when it has ended by itself. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(name + " ended with " + process.exitValue() + "; its output is in " + log);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
