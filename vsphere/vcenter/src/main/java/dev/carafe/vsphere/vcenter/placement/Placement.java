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

    /** Why it cannot go there at all; empty when it can. */
    public static Optional<String> refusal(Demand demand, Candidate candidate) {
        if (!candidate.usable()) {
            return Optional.of("The host '" + candidate.name() + "' is not connected, or in maintenance mode.");
        }
        if (!candidate.datastores().containsAll(demand.datastores())) {
            return Optional.of("The host '" + candidate.name() + "' does not reach all datastores that are needed.");
        }
        if (!candidate.networks().containsAll(demand.networks())) {
            return Optional.of("The host '" + candidate.name() + "' does not have all networks that are needed.");
        }
        if (demand.cpus() > candidate.cores()) {
            return Optional.of("The host '" + candidate.name() + "' has " + candidate.cores() + " processors, "
                    + demand.cpus() + " are needed.");
        }
        if (demand.memoryMb() > candidate.totalMemoryMb()) {
            return Optional.of("The host '" + candidate.name() + "' has " + candidate.totalMemoryMb() + " MB, "
                    + demand.memoryMb() + " MB are needed.");
        }
        return Optional.empty();
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
