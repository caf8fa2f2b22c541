package dev.carafe.cli.cluster;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.PartStatus;
import dev.carafe.cli.data.PartStatus.State;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * How each part of the cloud is, written to the status file at each change. Safe for several threads: one lock guards the
 * state and the file.
 */
public final class StatusBoard {

    private static final Logger LOG = System.getLogger(StatusBoard.class.getName());

    private final DataDirectory directory;
    private final InstantSource clock;
    private final Instant startedAt;
    private final String nodeName;
    private final String server;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Map<String, PartStatus> parts = new LinkedHashMap<>();
    private CloudStatus.Phase phase = CloudStatus.Phase.STARTING;

    /** A board on which the parts {@code names} wait to be started. */
    public StatusBoard(
            DataDirectory directory, String nodeName, String server, List<String> names, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.nodeName = nodeName;
        this.server = server;
        names.forEach(
                name -> parts.put(name, new PartStatus(name, State.WAITING, startedAt, "", "", Duration.ZERO, "")));
        write();
    }

    /** Says that {@code part} is being started. */
    public void starting(String part) {
        change(
                part,
                old -> new PartStatus(part, State.STARTING, clock.instant(), "", old.lastError(), Duration.ZERO, ""));
    }

    /** Says that {@code part} does its work, at {@code address}. */
    public void running(String part, String address) {
        change(part, old -> {
            Instant now = clock.instant();
            Duration startup = old.state() == State.STARTING ? Duration.between(old.since(), now) : old.startup();
            return new PartStatus(part, State.RUNNING, now, address, old.lastError(), startup, old.note());
        });
    }

    /** Says that {@code part} does its work again after it failed; nothing changes otherwise. */
    public void well(String part) {
        change(
                part,
                old -> old.state() != State.FAILED
                        ? old
                        : new PartStatus(
                                part,
                                State.RUNNING,
                                clock.instant(),
                                old.address(),
                                old.lastError(),
                                old.startup(),
                                old.note()));
    }

    /** Says that {@code part} does not do its work, because of {@code error}. */
    public void failed(String part, String error) {
        change(
                part,
                old -> old.state() == State.FAILED && old.lastError().equals(error)
                        ? old
                        : new PartStatus(
                                part,
                                State.FAILED,
                                old.state() == State.FAILED ? old.since() : clock.instant(),
                                old.address(),
                                error,
                                old.startup(),
                                ""));
    }

    /** Says of {@code part}, which runs, what its users want to know. */
    public void note(String part, String note) {
        change(
                part,
                old -> new PartStatus(
                        part, old.state(), old.since(), old.address(), old.lastError(), old.startup(), note));
    }

    /** Says that {@code part} was stopped. */
    public void stopped(String part) {
        change(
                part,
                old -> new PartStatus(
                        part, State.STOPPED, clock.instant(), old.address(), old.lastError(), old.startup(), ""));
    }

    /**
     * Starts {@code part} and says so.
     *
     * @throws IOException when it does not start, with its name and the reason
     */
    <T> T step(String part, String address, Callable<T> start) throws IOException {
        starting(part);
        try {
            T result = start.call();
            running(part, address);
            LOG.log(Level.INFO, "Started {0}", part);
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + part + " starts", e);
        } catch (Exception e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            failed(part, reason);
            LOG.log(Level.ERROR, part + " did not start", e);
            throw new IOException(part + " did not start: " + reason, e);
        }
    }

    /** Says where the cloud stands as a whole. */
    public void phase(CloudStatus.Phase next) {
        lock.lock();
        try {
            phase = next;
            write();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a part called {@code name}. */
    public boolean has(String name) {
        lock.lock();
        try {
            return parts.containsKey(name);
        } finally {
            lock.unlock();
        }
    }

    /** Writes the file again, to show that somebody is at home. */
    public void refresh() {
        lock.lock();
        try {
            write();
        } finally {
            lock.unlock();
        }
    }

    /** What the board says now. */
    public CloudStatus status() {
        lock.lock();
        try {
            return new CloudStatus(
                    phase,
                    ProcessHandle.current().pid(),
                    startedAt,
                    clock.instant(),
                    directory.root().toString(),
                    nodeName,
                    server,
                    List.copyOf(parts.values()));
        } finally {
            lock.unlock();
        }
    }

    private void change(String part, UnaryOperator<PartStatus> change) {
        lock.lock();
        try {
            PartStatus old = parts.get(part);
            if (old == null) {
                throw new IllegalStateException("no part is called " + part);
            }
            PartStatus next = change.apply(old);
            if (!next.equals(old)) {
                parts.put(part, next);
                write();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            status().write(directory.status());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The status file could not be written", e);
        }
    }
}
