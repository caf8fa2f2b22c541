package dev.carafe.vsphere.vcenter.dataset;

import dev.carafe.etcd.Bytes;
import dev.carafe.vsphere.vcenter.json.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which states of a machine's data sets there are, by number, and what for. A state that somebody else holds than the machine itself is not
 * changed any more. Pure.
 *
 * @param now the one that the machine has
 * @param last the highest number that was ever given
 * @param held the states of snapshots, as {@code snapshot/KEY}, and of what is being done, as {@code clone/TASK} and {@code revert/NOTE}
 */
record Lineage(int now, int last, Map<String, Integer> held) {
    private static final String SNAPSHOT = "snapshot/";

    /** Of a machine that never had any. */
    static final Lineage NONE = new Lineage(1, 1, Map.of());

    Lineage {
        held = Collections.unmodifiableMap(new LinkedHashMap<>(held));
    }

    /** The holder that a snapshot is. */
    static String snapshot(String key) {
        return SNAPSHOT + key;
    }

    /** The same with those snapshots and no others. Of one that was not known nothing has changed since it was taken. */
    Lineage seeing(Collection<String> snapshots) {
        Map<String, Integer> after = new LinkedHashMap<>(held);
        Set<String> there = new LinkedHashSet<>();
        snapshots.forEach(key -> there.add(snapshot(key)));
        after.keySet().removeIf(holder -> holder.startsWith(SNAPSHOT) && !there.contains(holder));
        there.forEach(holder -> after.putIfAbsent(holder, now));
        return new Lineage(now, last, after);
    }

    /** Whether somebody else holds what the machine has. */
    boolean isShared() {
        return held.containsValue(now);
    }

    /** The same with a new state for the machine. */
    Lineage branched() {
        return new Lineage(last + 1, last + 1, held);
    }

    Lineage withNow(int state) {
        return new Lineage(state, last, held);
    }

    Lineage with(String holder, int state) {
        Map<String, Integer> after = new LinkedHashMap<>(held);
        after.put(holder, state);
        return new Lineage(now, last, after);
    }

    Lineage without(String holder) {
        Map<String, Integer> after = new LinkedHashMap<>(held);
        after.remove(holder);
        return new Lineage(now, last, after);
    }

    /** The state that somebody holds; null when it holds none. */
    @Nullable
    Integer of(String holder) {
        return held.get(holder);
    }

    /** The holders of a kind such as {@code clone}, without it. */
    List<String> holders(String kind) {
        return held.keySet().stream()
                .filter(holder -> holder.startsWith(kind + "/"))
                .map(holder -> holder.substring(kind.length() + 1))
                .toList();
    }

    /** All that are kept. */
    Set<Integer> states() {
        Set<Integer> all = new LinkedHashSet<>(held.values());
        all.add(now);
        return all;
    }

    Bytes encode() {
        return Bytes.wrap(Json.encode(Map.of("now", now, "last", last, "held", held)));
    }

    /** @throws IOException when it is none */
    static Lineage decode(Bytes text) throws IOException {
        if (!(Json.decode(text.toByteArray()) instanceof Map<?, ?> all)
                || !(all.get("now") instanceof Long now)
                || !(all.get("last") instanceof Long last)
                || !(all.get("held") instanceof Map<?, ?> holders)) {
            throw new IOException("states of data sets without one of their fields");
        }
        Map<String, Integer> held = new LinkedHashMap<>();
        for (Map.Entry<?, ?> holder : holders.entrySet()) {
            if (!(holder.getValue() instanceof Long state)) {
                throw new IOException("states of data sets with a holder of none");
            }
            held.put(String.valueOf(holder.getKey()), Math.toIntExact(state));
        }
        return new Lineage(Math.toIntExact(now), Math.toIntExact(last), held);
    }
}
