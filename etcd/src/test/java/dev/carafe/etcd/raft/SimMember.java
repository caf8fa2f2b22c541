package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A simulated member: a core, its disk, and a state that is the hash of everything applied. */
final class SimMember {
    private final long id;
    private final RandomGenerator random;
    private final SimChecks checks;
    private final Consumer<Message> network;
    private final SimDisk disk;
    private final long messageBytesMax;
    private final boolean preVote;
    private final Map<Long, Long> readFloors = new HashMap<>();
    private @Nullable RaftCore core;
    private @Nullable Ready writing;
    private long stateIndex;
    private long state;
    private long nextRead;
    private int readsAnswered;

    SimMember(
            long id,
            RandomGenerator random,
            SimChecks checks,
            Consumer<Message> network,
            SimDisk disk,
            long messageBytesMax,
            boolean preVote) {
        this.id = id;
        this.random = random;
        this.checks = checks;
        this.network = network;
        this.disk = disk;
        this.messageBytesMax = messageBytesMax;
        this.preVote = preVote;
        start();
    }

    @Nullable
    RaftCore core() {
        return core;
    }

    long stateIndex() {
        return stateIndex;
    }

    int readsAnswered() {
        return readsAnswered;
    }

    /** Whether it has sent what its disk does not hold yet. */
    boolean writing() {
        return writing != null;
    }

    void start() {
        if (core == null) {
            install(disk.snapshot());
            core = new RaftCore(
                    new RaftConfig(id, 10, preVote, 1, messageBytesMax, 4, 4000),
                    random,
                    disk.state(),
                    disk.snapshot(),
                    disk.entries());
        }
    }

    void crash() {
        core = null;
        writing = null;
        readFloors.clear();
        disk.crash(random);
    }

    private void install(RaftSnapshot snapshot) {
        stateIndex = snapshot.index();
        state = snapshot.data().isEmpty() ? 0 : snapshot.data().asByteBuffer().getLong();
        checks.state(stateIndex, state);
    }

    void read() {
        RaftCore alive = core;
        if (alive != null && alive.readIndex(++nextRead)) {
            readFloors.put(nextRead, checks.appliedAnywhere());
        }
    }

    void compact() {
        RaftCore alive = core;
        if (alive != null && writing == null && alive.appliedIndex() == stateIndex && alive.appliedIndex() > 2) {
            RaftSnapshot own = new RaftSnapshot(stateIndex, alive.termOf(stateIndex), alive.conf(), encoded(state));
            long through = Math.max(alive.firstIndex() - 1, stateIndex - random.nextInt(4));
            disk.compact(own, through);
            alive.compact(own, through);
        }
    }

    private static Bytes encoded(long state) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(state).array());
    }

    /** Does the next part of the work that the core wants, or crashes between two parts. */
    void work(boolean slowDisk, double crashProbability) {
        RaftCore alive = core;
        if (alive == null) {
            return;
        }
        if (alive.role() == Role.LEADER) {
            checks.leads(alive, id);
        }
        Ready ready = writing;
        if (ready == null) {
            if (!alive.hasReady()) {
                return;
            }
            ready = alive.ready();
            writing = ready;
            ready.messages().forEach(network);
            if (slowDisk) {
                return;
            }
        }
        if (random.nextDouble() < crashProbability) {
            crash();
            return;
        }
        finish(alive, ready, crashProbability);
    }

    private void finish(RaftCore alive, Ready ready, double crashProbability) {
        writing = null;
        disk.write(ready);
        long prevTerm =
                ready.entries().isEmpty() ? 0 : termBefore(ready.entries().getFirst());
        for (Entry entry : ready.entries()) {
            checks.stored(entry, prevTerm);
            prevTerm = entry.term();
        }
        RaftSnapshot snapshot = ready.snapshot();
        if (snapshot != null) {
            install(snapshot);
        }
        alive.persisted();
        if (random.nextDouble() < crashProbability) {
            crash();
            return;
        }
        ready.messagesAfterPersist().forEach(network);
        ready.committed().forEach(entry -> apply(alive, entry));
        alive.applied(ready.committed());
        ready.reads().forEach(this::answer);
    }

    private long termBefore(Entry first) {
        List<Entry> entries = disk.entries();
        return entries.stream()
                .filter(entry -> entry.index() == first.index() - 1)
                .map(Entry::term)
                .findFirst()
                .orElse(
                        disk.snapshot().index() == first.index() - 1
                                ? disk.snapshot().term()
                                : -1L);
    }

    private void apply(RaftCore alive, Entry entry) {
        SimChecks.check(entry.index() == stateIndex + 1, id + " applies " + entry + " after " + stateIndex);
        stateIndex = entry.index();
        state = state * 31 + entry.hashCode();
        checks.applied(entry, alive.term(), state);
        if (entry.kind() == Entry.Kind.CONF_CHANGE) {
            var _ = alive.applyConfChange(ConfChange.decode(entry.data()));
        }
    }

    private void answer(ReadState read) {
        Long floor = readFloors.remove(read.request());
        if (floor != null) {
            readsAnswered++;
            checks.read(read.index(), floor);
        }
    }
}
