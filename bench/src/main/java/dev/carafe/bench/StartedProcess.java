package dev.carafe.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that this programme started, and ends, also when a signal ends the programme itself. */
final class StartedProcess implements AutoCloseable {
    private static final long END_S = 20;

    private final String name;
    private final Process process;
    private final Path log;
    /** Runs when the virtual machine ends before this was closed: a signal runs no finally. */
    private final Thread atEnd;

    private StartedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        atEnd = new Thread(this::end, "end of " + name);
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    /**
     * Starts a command of the shell, which must be a single one: the shell becomes it.
     *
     * @param log where its output goes
     */
    static StartedProcess start(Assignment assignment, Path log) throws IOException {
        return start(assignment.process(), List.of("/bin/sh", "-c", "exec " + assignment.value()), log);
    }

    /** Starts a command that needs no shell. */
    static StartedProcess start(String name, List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        return new StartedProcess(name, process, log);
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
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException _) {
            // the virtual machine ends, and the hook runs or has run
        }
        end();
    }

    private void end() {
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
