package dev.carafe.vsphere.vcenter.performance;

import dev.carafe.vsphere.vim.vim25.PerfCounterInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The counters of all hosts. Hosts may number the same counter differently: it is known by its name, and has here the number
 * that the first host gave it, unless that is another counter's already. Safe for all threads.
 */
final class Counters {
    private final ReentrantLock lock = new ReentrantLock();

    // All below are guarded by the lock.
    private final TreeMap<Integer, PerfCounterInfo> byKey = new TreeMap<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<String, Map<Integer, Integer>> toOwn = new HashMap<>();
    private final Map<String, Map<Integer, Integer>> toHost = new HashMap<>();

    /** Takes in what a host has. */
    void learn(String hostId, Collection<PerfCounterInfo> counters) {
        lock.lock();
        try {
            Map<Integer, Integer> own = new HashMap<>();
            Map<Integer, Integer> host = new HashMap<>();
            for (PerfCounterInfo counter : counters) {
                int key = byName.computeIfAbsent(name(counter), _ -> {
                    int free = byKey.containsKey(counter.key()) ? byKey.lastKey() + 1 : counter.key();
                    byKey.put(free, counter.toBuilder().key(free).build());
                    return free;
                });
                own.put(counter.key(), key);
                host.put(key, counter.key());
            }
            toOwn.put(hostId, own);
            toHost.put(hostId, host);
        } finally {
            lock.unlock();
        }
    }

    /** As clients write it: {@code cpu.usage.average}. */
    private static String name(PerfCounterInfo counter) {
        return counter.groupInfo().key() + "." + counter.nameInfo().key() + "."
                + counter.rollupType().wire();
    }

    List<PerfCounterInfo> all() {
        lock.lock();
        try {
            return List.copyOf(byKey.values());
        } finally {
            lock.unlock();
        }
    }

    Optional<PerfCounterInfo> find(int key) {
        lock.lock();
        try {
            return Optional.ofNullable(byKey.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** The number of a host's counter here; empty when the host was not known to have it. */
    Optional<Integer> own(String hostId, int onHost) {
        return translated(toOwn, hostId, onHost);
    }

    /** The number that a host has for a counter; empty when it has it not. */
    Optional<Integer> onHost(String hostId, int own) {
        return translated(toHost, hostId, own);
    }

    private Optional<Integer> translated(Map<String, Map<Integer, Integer>> by, String hostId, int key) {
        lock.lock();
        try {
            return Optional.ofNullable(by.getOrDefault(hostId, Map.of()).get(key));
        } finally {
            lock.unlock();
        }
    }
}
