package dev.carafe.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of Carafe's parts in a process of its own, {@code ./carafe PART}, or its namesake; its output goes into a file. */
final class Part implements AutoCloseable {
    private static final long END_MAX_SECONDS = 15;

    private final String name;
    private final Process process;
    private final Path log;

    private Part(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts {@code ./carafe ARGUMENTS}.
     *
     * @param name what it is called in failures
     * @param wrapper a program that runs the rest of its command line in its own place, such as {@code ip netns exec};
     *     empty for none
     */
    static Part start(String name, Path log, List<String> wrapper, List<String> arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Cloud.REPOSITORY.resolve("carafe").toString());
        command.addAll(arguments);
        return start(name, log, command);
    }

    /** Starts a program that is not Carafe's own in the place of one of its parts. */
    static Part start(String name, Path log, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CARAFE_NO_BUILD", "1");
        try {
            return new Part(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as a crash would: {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Fails when it ended by itself. */
    void requireRunning() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended with " + process.exitValue() + ":\n" + output());
        }
    }

    /** All that it said. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a JVM write down its threads, virtual ones too; what {@code jcmd} says of that. */
    String writeThreads(Path file) {
        Command.Result told = Command.run(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "Thread.dump_to_file",
                "-overwrite",
                file.toString());
        return name + ": " + (told.out() + told.err()).strip();
    }

    /** Its exit code, once it has ended. */
    int awaitEnd() {
        try {
            if (!process.waitFor(END_MAX_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(name + " did not end within " + END_MAX_SECONDS + " s:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Asks it to end, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }
}
