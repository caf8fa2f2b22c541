package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What is between members: it delays, reorders, loses and doubles, and its links are cut one way at a time. */
final class SimulatedNetwork {
    private static final int SLOW_MS = 400;
    private static final int USUAL_MS = 30;

    private record Flight(
            long dueMs,
            long number,
            Message message,
            @Nullable Snapshot snapshot) {}

    private record Link(long from, long to) {}

    private final VirtualTime time;
    private final SplittableRandom random;
    private final boolean doubles;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::dueMs).thenComparingLong(Flight::number));
    private final Set<Link> cut = new HashSet<>();
    private final Map<Long, Peers.Listener> listeners = new HashMap<>();
    private double loss;
    private long sent;

    SimulatedNetwork(VirtualTime time, SplittableRandom random, double loss, boolean doubles) {
        this.time = time;
        this.random = random;
        this.loss = loss;
        this.doubles = doubles;
    }

    /** Connects a member's process in place of an earlier one. */
    Peers connect(long id, Peers.Listener listener) {
        listeners.put(id, listener);
        return new Connection();
    }

    void disconnect(long id) {
        listeners.remove(id);
    }

    void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    /** Cuts a member off from all others. */
    void isolate(long id, Collection<Long> others, boolean in, boolean out) {
        for (long other : others) {
            if (in) {
                cut(other, id);
            }
            if (out) {
                cut(id, other);
            }
        }
    }

    void heal() {
        cut.clear();
    }

    /** Loses nothing any more. */
    void calm() {
        heal();
        loss = 0;
    }

    private void fly(Message message, @Nullable Snapshot snapshot) {
        boolean once = message instanceof Message.Forward || snapshot != null || !doubles;
        int copies = once || random.nextInt(30) > 0 ? 1 : 2;
        for (int copy = 0; copy < copies; copy++) {
            long delayMs = random.nextInt(1, random.nextInt(20) == 0 ? SLOW_MS : USUAL_MS);
            flights.add(new Flight(time.nowMs() + delayMs, sent++, message, snapshot));
        }
    }

    /** Hands over what has arrived by now. */
    void deliver() {
        while (!flights.isEmpty() && flights.peek().dueMs() <= time.nowMs()) {
            arrive(flights.remove());
        }
    }

    private void arrive(Flight flight) {
        Message message = flight.message();
        boolean passes = !cut.contains(new Link(message.from(), message.to())) && random.nextDouble() >= loss;
        Peers.Listener to = passes ? listeners.get(message.to()) : null;
        Snapshot snapshot = flight.snapshot();
        if (snapshot == null || !(message instanceof Message.InstallSnapshot install)) {
            if (to != null) {
                to.received(message);
            }
            return;
        }
        boolean arrived = to != null && installs(to, install, snapshot);
        Peers.Listener from = listeners.get(message.from());
        if (from != null) {
            from.snapshotSent(message.to(), arrived);
        }
    }

    private boolean installs(Peers.Listener to, Message.InstallSnapshot install, Snapshot snapshot) {
        try {
            to.received(install, copied(snapshot));
            return true;
        } catch (IOException e) {
            return false; // its disk would not take it
        } catch (Killed e) {
            return false; // it dies of it, and is buried after its next turn
        }
    }

    /** As it comes out of a file: what members have in memory is not shared between them. */
    private static Snapshot copied(Snapshot snapshot) throws IOException {
        SnapshotFiles files = new SnapshotFiles(new MemoryDirectory());
        var _ = files.write(snapshot);
        return Objects.requireNonNull(files.newest());
    }

    private final class Connection implements Peers {
        @Override
        public void send(Message message) {
            fly(message, null);
        }

        @Override
        public void send(Message.InstallSnapshot message, Snapshot snapshot) {
            fly(message, snapshot);
        }

        @Override
        public void members(Membership membership) {
            // all can reach all; who is a member the core knows
        }

        @Override
        public long activeSinceMs(long id) {
            return 0;
        }
    }
}
