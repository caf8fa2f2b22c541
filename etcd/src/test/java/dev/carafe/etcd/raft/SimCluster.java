package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one thread and virtual time, all of it decided by a seed: messages are delayed, lost, doubled and so out
 * of order; links are cut one way; members crash between any two parts of their work, and their disks are slow; members
 * come and go, logs are compacted, leadership is handed over. {@link SimChecks} watches.
 *
 * <p>Some seeds hunt: leaders are cut off or crash soon after they were elected and messages hold one entry each, which is
 * what it takes to catch a leader that commits too early (Raft, figure 8). Some begin with learners, so that one voter
 * commits alone while others listen. In some nobody asks before an election.
 */
final class SimCluster {
    private static final int STEPS = 3000;
    private static final int CALM_STEPS = 20_000;
    private static final int STEPS_A_TICK = 5;
    private static final long DELAY_MAX = 12;

    private record Flight(long due, long number, Message message) {}

    private record Prey(long commit, boolean atOnce) {}

    private record Link(long from, long to) {}

    private final SplittableRandom random;
    private final SimChecks checks = new SimChecks();
    private final SortedMap<Long, SimMember> members = new TreeMap<>();
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::due).thenComparingLong(Flight::number));
    private final Set<Link> cut = new HashSet<>();
    private final double loss;
    private final double crashes;
    private final double slowDisks;
    private final boolean changing;
    /** How many leaders are struck before they commit anything in their term. */
    private final double hunting;
    /** What a term's leader had committed when it was seen first, and whether it is to be struck then or later. */
    private final Map<Long, Prey> preys = new HashMap<>();

    private final Set<Long> struck = new HashSet<>();

    private final long messageBytesMax;
    private boolean calm;
    private long now;
    private long sent;
    private long proposed;

    SimCluster(long seed) {
        random = new SplittableRandom(seed);
        long voters = 1 + 2 * random.nextLong(3);
        TreeSet<Long> ids = new TreeSet<>();
        for (long id = 1; id <= voters; id++) {
            ids.add(id);
        }
        loss = random.nextBoolean() ? 0 : random.nextDouble() * 0.3;
        crashes = random.nextBoolean() ? 0 : random.nextDouble() * 0.01;
        slowDisks = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.8;
        changing = random.nextInt(3) == 0;
        hunting = random.nextInt(3) == 0 ? 0 : random.nextDouble();
        messageBytesMax = random.nextBoolean() ? 1 : 200;
        TreeSet<Long> learners = new TreeSet<>();
        if (!changing && random.nextBoolean()) {
            learners.addAll(List.of(voters + 1, voters + 2));
        }
        boolean preVote = seed % 4 != 0;
        RaftSnapshot first = new RaftSnapshot(1, 1, new ConfState(ids, learners), Bytes.EMPTY);
        for (long id = 1; id <= voters + 2; id++) {
            SimDisk disk = id <= voters + learners.size()
                    ? new SimDisk(first, new HardState(1, 0, 1))
                    : new SimDisk(RaftSnapshot.EMPTY, HardState.EMPTY);
            members.put(id, new SimMember(id, random.split(), checks, this::send, disk, messageBytesMax, preVote));
        }
    }

    private void send(Message message) {
        int copies = !calm && random.nextInt(50) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = 1 + random.nextLong(random.nextInt(20) == 0 && !calm ? 10 * DELAY_MAX : DELAY_MAX);
            flights.add(new Flight(now + delay, sent++, message));
        }
    }

    /** Runs with faults, then without until everybody agrees. Returns how many terms had a leader. */
    int run() {
        for (int i = 0; i < STEPS; i++) {
            step();
            disturb();
            hunt();
            load();
        }
        calm = true;
        cut.clear();
        members.values().forEach(SimMember::start);
        long wanted = checks.appliedAnywhere() + 1;
        for (int i = 0; i < CALM_STEPS && !agreed(wanted); i++) {
            step();
            if (i % 100 == 99) {
                cores().filter(core -> core.role() == Role.LEADER)
                        .forEach(core -> core.propose(Entry.Kind.NORMAL, Bytes.utf8("calm")));
            }
        }
        SimChecks.check(agreed(wanted), "the members do not agree in calm: " + describe());
        return checks.terms();
    }

    int readsAnswered() {
        return members.values().stream().mapToInt(SimMember::readsAnswered).sum();
    }

    long applied() {
        return checks.appliedAnywhere();
    }

    private Stream<RaftCore> cores() {
        return members.values().stream().map(SimMember::core).filter(Objects::nonNull);
    }

    private void step() {
        now++;
        while (!flights.isEmpty() && flights.peek().due() <= now) {
            arrive(flights.remove().message());
        }
        members.forEach((id, member) -> {
            RaftCore core = member.core();
            if (core != null && (now + id) % STEPS_A_TICK == 0) {
                core.tick();
            }
            member.work(!calm && random.nextDouble() < slowDisks, calm ? 0 : crashes);
        });
    }

    private void arrive(Message message) {
        RaftCore to = core(message.to());
        boolean arrives = to != null
                && !cut.contains(new Link(message.from(), message.to()))
                && (calm || random.nextDouble() >= loss);
        if (to != null && arrives) {
            to.step(message);
        }
        RaftCore from = core(message.from());
        if (message instanceof Message.InstallSnapshot && from != null) {
            from.reportSnapshot(message.to(), arrives); // a transport's duty
        }
    }

    private @Nullable RaftCore core(long id) {
        SimMember member = members.get(id);
        return member == null ? null : member.core();
    }

    private void disturb() {
        int seldom = hunting > 0 ? 8 : 1; // who was struck shall stay away until the next one is
        if (random.nextInt(150 * seldom) == 0) {
            cut.clear();
        } else if (random.nextInt(150 * seldom) == 0) {
            cut.add(new Link(any(), any()));
        } else if (random.nextInt(300 * seldom) == 0) {
            boolean in = random.nextBoolean();
            isolate(any(), in, !in || random.nextBoolean());
        }
        members.values().forEach(member -> {
            if (member.core() == null && random.nextInt(60) == 0) {
                member.start();
            }
            if (random.nextInt(200) == 0) {
                member.compact();
            }
        });
    }

    /**
     * Strikes leaders, and lets those go on that were struck before: some as soon as they have an entry that nobody else
     * has, some when a majority has entries of earlier terms and none of theirs, some while their own disk does not hold yet
     * what they have sent.
     */
    private void hunt() {
        if (hunting == 0) {
            return;
        }
        members.forEach((id, member) -> {
            RaftCore core = member.core();
            if (core == null || core.role() != Role.LEADER) {
                return;
            }
            Prey prey = preys.computeIfAbsent(
                    core.term(), _ -> new Prey(core.commitIndex(), random.nextDouble() < hunting));
            long shared = shared(core);
            boolean early = prey.atOnce() && core.termOf(shared) != core.term();
            boolean late = shared > prey.commit() && core.termOf(shared) != core.term();
            boolean unwritten = member.writing() && random.nextInt(20) == 0;
            if ((!early && !late && !unwritten) || !struck.add(core.term())) {
                return;
            }
            cut.clear();
            if (unwritten || random.nextInt(4) == 0) {
                member.crash();
            } else {
                isolate(id, true, true);
            }
        });
    }

    /** The last entry that a majority is known to have. */
    private static long shared(RaftCore leader) {
        return leader.conf().voters().stream()
                .map(leader::matchOf)
                .sorted()
                .skip(leader.conf().voters().size() - (long) leader.conf().quorum())
                .findFirst()
                .orElse(0L);
    }

    private void isolate(long id, boolean in, boolean out) {
        for (long other : members.keySet()) {
            if (in) {
                cut.add(new Link(other, id));
            }
            if (out) {
                cut.add(new Link(id, other));
            }
        }
    }

    private long any() {
        return 1 + random.nextLong(members.size());
    }

    private void load() {
        SimMember member = Objects.requireNonNull(members.get(any()));
        RaftCore core = member.core();
        if (core == null) {
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> core.propose(Entry.Kind.NORMAL, Bytes.utf8("value " + proposed++));
            case 3 -> member.read();
            case 4 -> {
                if (random.nextInt(20) == 0) {
                    core.transferLeader(any());
                }
            }
            case 5 -> {
                if (changing && random.nextInt(8) == 0) {
                    core.propose(new ConfChange(kind(), any(), Bytes.EMPTY));
                }
            }
            case 6 -> core.reportUnreachable(any());
            case 7 -> core.reportSnapshot(any(), random.nextBoolean());
            default -> {}
        }
    }

    private ConfChange.Kind kind() {
        List<ConfChange.Kind> kinds = List.of(ConfChange.Kind.values());
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** Whether one leader's members have all applied the same, up to an index at least. */
    private boolean agreed(long wanted) {
        List<RaftCore> leaders =
                cores().filter(core -> core.role() == Role.LEADER).toList();
        if (leaders.size() != 1) {
            return false;
        }
        RaftCore leader = leaders.getFirst();
        return leader.appliedIndex() >= wanted
                && leader.appliedIndex() == leader.lastIndex()
                && members.entrySet().stream()
                        .filter(member -> leader.conf().contains(member.getKey()))
                        .allMatch(member -> member.getValue().stateIndex() == leader.appliedIndex());
    }

    private String describe() {
        StringBuilder out = new StringBuilder();
        cores().forEach(core -> out.append(core.role())
                .append(" term ")
                .append(core.term())
                .append(" last ")
                .append(core.lastIndex())
                .append(" commit ")
                .append(core.commitIndex())
                .append(' ')
                .append(core.conf())
                .append("; "));
        return out.toString();
    }
}
