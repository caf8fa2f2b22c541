package dev.carafe.etcd.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a simulated member finds again after a crash. */
final class SimDisk {
    private RaftSnapshot snapshot;
    private final List<Entry> entries = new ArrayList<>();
    private HardState written;
    private HardState synced;

    SimDisk(RaftSnapshot snapshot, HardState state) {
        this.snapshot = snapshot;
        this.written = state;
        this.synced = state;
    }

    RaftSnapshot snapshot() {
        return snapshot;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    HardState state() {
        return written;
    }

    void write(Ready ready) {
        RaftSnapshot incoming = ready.snapshot();
        if (incoming != null) {
            snapshot = incoming;
            entries.clear();
        }
        for (Entry entry : ready.entries()) {
            while (!entries.isEmpty() && entries.getLast().index() >= entry.index()) {
                entries.removeLast();
            }
            entries.add(entry);
        }
        written = ready.hardState();
        if (ready.mustSync()) {
            synced = written;
        }
    }

    void compact(RaftSnapshot own, long through) {
        snapshot = own;
        entries.removeIf(entry -> entry.index() <= through);
    }

    /** Power goes: what was not synced may be gone. */
    void crash(RandomGenerator random) {
        if (random.nextBoolean()) {
            written = synced;
        } else {
            synced = written;
        }
    }
}
