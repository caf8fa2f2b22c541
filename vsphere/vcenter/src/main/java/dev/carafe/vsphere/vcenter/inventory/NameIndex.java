package dev.carafe.vsphere.vcenter.inventory;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Ids by a place and a name there; several may have one name. Not safe for several threads. */
final class NameIndex {
    private final Comparator<String> order;
    private final Map<String, Map<String, TreeSet<String>>> ids = new HashMap<>();

    /** @param order of the ids of one name */
    NameIndex(Comparator<String> order) {
        this.order = order;
    }

    Set<String> ids(String place, String name) {
        TreeSet<String> found = ids.getOrDefault(place, Map.of()).get(name);
        return found == null ? Set.of() : Collections.unmodifiableSet(found);
    }

    void add(String place, String name, String id) {
        ids.computeIfAbsent(place, _ -> new HashMap<>())
                .computeIfAbsent(name, _ -> new TreeSet<>(order))
                .add(id);
    }

    void remove(String place, String name, String id) {
        Map<String, TreeSet<String>> names = ids.get(place);
        if (names == null) {
            return;
        }
        names.computeIfPresent(name, (_, those) -> {
            those.remove(id);
            return those.isEmpty() ? null : those;
        });
        if (names.isEmpty()) {
            ids.remove(place);
        }
    }
}
