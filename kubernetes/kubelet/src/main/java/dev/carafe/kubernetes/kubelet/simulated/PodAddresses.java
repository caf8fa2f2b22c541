package dev.carafe.kubernetes.kubelet.simulated;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives pods addresses from an IPv4 range, each to one pod at a time. Owned by one lock's holder. */
final class PodAddresses {
    private static final String ADDRESS = "([0-9]{1,3}\\.){3}[0-9]{1,3}";

    private final Map<String, Integer> byPod = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private int network;
    private int size;
    private int next = 2; // after the network's own address and its gateway's

    /** Uses a range such as {@code 10.244.1.0/24}; what is not such a range is left alone. */
    void range(String cidr) {
        if (size > 0 || !cidr.matches(ADDRESS + "/([89]|[12][0-9])")) {
            return;
        }
        int slash = cidr.indexOf('/');
        network = number(cidr.substring(0, slash));
        size = 1 << (32 - Integer.parseInt(cidr.substring(slash + 1)));
    }

    /** Leaves a pod the address that it was given before; one that is not of the range, or another's, it loses. */
    void keep(String podUid, String address) {
        if (byPod.containsKey(podUid) || !address.matches(ADDRESS)) {
            return;
        }
        int offset = number(address) - network;
        if (offset > 1 && offset < size - 1 && taken.add(offset)) {
            byPod.put(podUid, offset);
        }
    }

    /** The pod's address; empty while there is no range, or none is free. */
    Optional<String> of(String podUid) {
        Integer offset = byPod.get(podUid);
        for (int tried = 0; offset == null && tried < size; tried++) {
            int candidate = next;
            next = next + 1 < size - 1 ? next + 1 : 2;
            if (candidate < size - 1 && taken.add(candidate)) {
                byPod.put(podUid, candidate);
                offset = candidate;
            }
        }
        return Optional.ofNullable(offset).map(this::text);
    }

    void release(String podUid) {
        Integer offset = byPod.remove(podUid);
        if (offset != null) {
            taken.remove(offset);
        }
    }

    private static int number(String address) {
        int number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    private String text(int offset) {
        int address = network + offset;
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
