package dev.carafe.vsphere.vcenter.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses among hosts. */
public final class Placement {
    /** What a virtual processor is counted as, since nobody knows what it will use. */
    private static final long MHZ_PER_CPU = 500;

    private Placement() {}

    /**
     * What came out.
     *
     * @param ranked those that it can go to, the best first
     * @param refused why it cannot go to the others, a sentence by host id
     */
    public record Choice(List<Candidate> ranked, Map<String, String> refused) {
        public Choice {
            ranked = List.copyOf(ranked);
            refused = Map.copyOf(refused);
        }

        public Optional<Candidate> best() {
            return ranked.stream().findFirst();
        }
    }

    /**
     * Ranks the hosts: first those that have the memory free, of these the one that has the largest part of what it is short of
     * left afterwards, which spreads machines; those that are alike keep their order.
     */
    public static Choice choose(Demand demand, List<Candidate> candidates) {
        List<Candidate> possible = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Optional<String> why = refusal(demand, candidate);
            if (why.isPresent()) {
                refused.put(candidate.hostId(), why.get());
            } else {
                possible.add(candidate);
            }
        }
        possible.sort(Comparator.comparing((Candidate candidate) -> candidate.freeMemoryMb() < demand.memoryMb())
                .thenComparingDouble(candidate -> -left(demand, candidate)));
        return new Choice(possible, refused);
    }

    /** What is wrong with a host. */
    public enum Wrong {
        HOST,
        DATASTORES,
        NETWORKS
    }

    /**
     * Why something cannot go to a host.
     *
     * @param why a sentence
     */
    public record Refusal(Wrong wrong, String why) {}

    /** The first of what keeps it from there; empty when it can go. */
    public static Optional<String> refusal(Demand demand, Candidate candidate) {
        return refusals(demand, candidate).stream().map(Refusal::why).findFirst();
    }

    /** All that keeps it from there. */
    public static List<Refusal> refusals(Demand demand, Candidate candidate) {
        List<Refusal> refusals = new ArrayList<>();
        String host = "The host '" + candidate.name() + "' ";
        if (!candidate.usable()) {
            refusals.add(new Refusal(Wrong.HOST, host + "is not connected, or in maintenance mode."));
        }
        if (!candidate.datastores().containsAll(demand.datastores())) {
            refusals.add(new Refusal(Wrong.DATASTORES, host + "does not reach all datastores that are needed."));
        }
        if (!candidate.networks().containsAll(demand.networks())) {
            refusals.add(new Refusal(Wrong.NETWORKS, host + "does not have all networks that are needed."));
        }
        if (candidate.usable() && demand.cpus() > candidate.cores()) {
            refusals.add(new Refusal(
                    Wrong.HOST, host + "has " + candidate.cores() + " processors, " + demand.cpus() + " are needed."));
        }
        if (candidate.usable() && demand.memoryMb() > candidate.totalMemoryMb()) {
            refusals.add(new Refusal(
                    Wrong.HOST,
                    host + "has " + candidate.totalMemoryMb() + " MB, " + demand.memoryMb() + " MB are needed."));
        }
        return refusals;
    }

    /** The smaller of what is left of memory and of CPU, as parts of what would be enough for a busy machine more. */
    private static double left(Demand demand, Candidate candidate) {
        double memory =
                (candidate.freeMemoryMb() - demand.memoryMb()) / (double) Math.max(1, candidate.totalMemoryMb());
        double cpu = (candidate.freeMhz() - demand.cpus() * MHZ_PER_CPU)
                / (double) Math.max(1, candidate.cores() * MHZ_PER_CPU * 4);
        return Math.min(memory, cpu);
    }
}
