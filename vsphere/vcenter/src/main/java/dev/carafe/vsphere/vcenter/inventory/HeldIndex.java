package dev.carafe.vsphere.vcenter.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Ids by what lists them and by their types: a host lists thousands of machines, and is asked for its few datastores with each
 * new one. Not safe for several threads.
 */
final class HeldIndex {
    private final Comparator<String> order;
    private final Map<String, Map<Class<?>, TreeSet<String>>> ids = new HashMap<>();

    /** @param order of the ids of one holder */
    HeldIndex(Comparator<String> order) {
        this.order = order;
    }

    /** Those that are of a type, in order. */
    List<String> ids(String holder, Class<? extends Entity> type) {
        List<String> found = new ArrayList<>();
        boolean several = false;
        for (Map.Entry<Class<?>, TreeSet<String>> entry :
                ids.getOrDefault(holder, Map.of()).entrySet()) {
            if (type.isAssignableFrom(entry.getKey())) {
                several |= !found.isEmpty();
                found.addAll(entry.getValue());
            }
        }
        if (several) {
            found.sort(order);
        }
        return found;
    }

    void add(String holder, Entity entity) {
        ids.computeIfAbsent(holder, _ -> new HashMap<>())
                .computeIfAbsent(entity.getClass(), _ -> new TreeSet<>(order))
                .add(entity.id());
    }

    void remove(String holder, Entity entity) {
        Map<Class<?>, TreeSet<String>> types = ids.get(holder);
        if (types == null) {
            return;
        }
        types.computeIfPresent(entity.getClass(), (_, those) -> {
            those.remove(entity.id());
            return those.isEmpty() ? null : those;
        });
        if (types.isEmpty()) {
            ids.remove(holder);
        }
    }
}
