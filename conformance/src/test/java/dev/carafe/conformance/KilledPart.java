package dev.carafe.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A part of Carafe that is killed and started again, at the same port and with the same files. */
final class KilledPart implements AutoCloseable {
    /** A backstop: on a computer that is busy with other work a start takes minutes. */
    private static final Duration START_MAX = Duration.ofMinutes(10);

    private final String name;
    private final Path log;
    private final List<String> arguments;
    private Part part;
    private int starts = 1;

    private KilledPart(String name, Path log, List<String> arguments, Part part) {
        this.name = name;
        this.log = log;
        this.arguments = arguments;
        this.part = part;
    }

    /** Starts it and waits until it says that it serves. */
    static KilledPart start(String name, Path log, List<String> arguments) {
        KilledPart killed = new KilledPart(
                name, log, List.copyOf(arguments), Part.start("carafe " + name, log, List.of(), arguments));
        killed.awaitServing();
        return killed;
    }

    /** Begins to start it again; {@link #awaitServing} waits for it. */
    void restart() {
        part = Part.start("carafe " + name, log, List.of(), arguments);
        starts++;
    }

    /** How often it was started again. */
    int restarts() {
        return starts - 1;
    }

    /** Waits until it says that it serves, for the time that it was started last. */
    void awaitServing() {
        Await.until(
                name + " to serve",
                START_MAX,
                () -> {
                    part.requireRunning();
                    return part.output();
                },
                output -> output.split("Serving at ", -1).length > starts);
    }

    /** Ends it as a crash would: {@code kill -9}. */
    void kill() {
        part.kill();
    }

    void requireRunning() {
        part.requireRunning();
    }

    /** All that it said since it was first started. */
    String log() {
        return part.output();
    }

    /** Has its threads, virtual ones too, written down; says why when that fails, as it does where it does not run. */
    String writeThreads(Path file) {
        return part.writeThreads(file);
    }

    @Override
    public void close() {
        part.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
