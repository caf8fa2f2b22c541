package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What {@code --feature-gates} switches, by etcd's names (etcd {@code server/features/etcd_features.go}). */
final class FeatureGates {
    /** What etcd's {@code lease.LessorConfig} takes where nobody says otherwise. */
    private static final long LEASE_CHECKPOINT_MS = 300_000;

    private static final String LEASE_CHECKPOINT = "LeaseCheckpoint";
    private static final String LEASE_CHECKPOINT_PERSIST = "LeaseCheckpointPersist";
    private static final String INITIAL_CORRUPT_CHECK = "InitialCorruptCheck";
    private static final String COMPACT_HASH_CHECK = "CompactHashCheck";

    /** Gates that change what is done here; all are off without the flag. */
    private static final Set<String> HEEDED =
            Set.of(LEASE_CHECKPOINT, LEASE_CHECKPOINT_PERSIST, INITIAL_CORRUPT_CHECK, COMPACT_HASH_CHECK);

    /** The other gates of etcd 3.7 and what they are set to without the flag. */
    private static final Map<String, Boolean> KNOWN = Map.of(
            "AllAlpha", false,
            "AllBeta", false,
            "StopGRPCServiceOnDefrag", false,
            "TxnModeWriteWithSharedBuffer", true,
            "SetMemberLocalAddr", false,
            "FastLeaseKeepAlive", true,
            "PriorityRequest", false);

    private final Map<String, Boolean> set = new TreeMap<>();

    /**
     * Gates as the flag has them.
     *
     * @throws CommandException where etcd would not start
     */
    static FeatureGates parse(String text) {
        FeatureGates gates = new FeatureGates();
        for (String part : text.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            if (!KNOWN.containsKey(name) && !HEEDED.contains(name)) {
                throw CommandException.wrongUse("unrecognized feature gate: " + name + " in --feature-gates.");
            }
            gates.set.put(
                    name,
                    onOrOff(name, equals < 0 ? "" : part.substring(equals + 1).strip()));
        }
        if (gates.on(LEASE_CHECKPOINT_PERSIST) && !gates.on(LEASE_CHECKPOINT)) {
            throw CommandException.wrongUse(
                    "enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint.");
        }
        return gates;
    }

    private static boolean onOrOff(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw CommandException.wrongUse(
                        "--feature-gates takes " + name + "=true or " + name + "=false, not '" + value + "'.");
        };
    }

    private boolean on(String name) {
        return set.getOrDefault(name, false) || (set.getOrDefault("AllAlpha", false) && !set.containsKey(name));
    }

    /** How often what is left of leases is recorded, 0 for never; records always outlive a restart, as with etcd since 3.6. */
    long leaseCheckpointMs() {
        return on(LEASE_CHECKPOINT) ? LEASE_CHECKPOINT_MS : 0;
    }

    /** Whether a member compares itself with the others before it serves clients. */
    boolean initialCorruptCheck() {
        return on(INITIAL_CORRUPT_CHECK);
    }

    /** Whether the leader compares what compactions leave at the members. */
    boolean compactHashCheck() {
        return on(COMPACT_HASH_CHECK);
    }

    /** Gates that were switched and change nothing here. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        set.forEach((name, on) -> {
            if (KNOWN.containsKey(name) && !name.equals("AllAlpha") && !on.equals(KNOWN.get(name))) {
                warnings.add("--feature-gates: " + name + " has no effect");
            }
        });
        return warnings;
    }
}
