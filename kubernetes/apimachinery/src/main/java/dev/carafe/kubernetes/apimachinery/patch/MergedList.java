package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list of an object and one of a strategic merge patch becoming one. */
final class MergedList {
    private final StrategicMergePatch patcher;
    private final TypeRef itemType;
    private final String mergeKey;

    MergedList(StrategicMergePatch patcher, TypeRef itemType, String mergeKey) {
        this.patcher = patcher;
        this.itemType = itemType;
        this.mergeKey = mergeKey;
    }

    List<Object> merge(List<?> list, List<?> patch) throws PatchException {
        boolean objects = list.stream().anyMatch(Struct.class::isInstance)
                || patch.stream().anyMatch(Struct.class::isInstance);
        if (!objects) {
            LinkedHashSet<Object> union = new LinkedHashSet<>(list);
            union.addAll(patch);
            return ListOrder.arrange(List.copyOf(union), patch, list, "");
        }
        if (mergeKey.isEmpty()) {
            throw PatchException.unmergeable("cannot merge lists without merge key");
        }
        return mergeObjects(list, patch);
    }

    private List<Object> mergeObjects(List<?> list, List<?> patch) throws PatchException {
        ArrayList<Struct> changes = new ArrayList<>();
        Set<Object> deleted = new HashSet<>();
        boolean replaced = false;
        for (Object item : patch) {
            Struct change = struct(item);
            Object directive = change.get(StrategicMergePatch.DIRECTIVE);
            switch (directive == null ? "" : directive.toString()) {
                case "" -> changes.add(change);
                case "delete" -> deleted.add(key(change));
                case "replace" -> {
                    replaced = true;
                    if (change.size() > 1) { // an item that replaces the list by itself and its neighbours
                        changes.add(change.without(StrategicMergePatch.DIRECTIVE));
                    }
                }
                case "merge" -> changes.add(change.without(StrategicMergePatch.DIRECTIVE));
                default ->
                    throw PatchException.unmergeable(
                            "unknown patch type: " + directive + " in map: " + GoPrint.show(change));
            }
        }
        if (replaced) {
            ArrayList<Object> content = new ArrayList<>();
            changes.forEach(change -> content.add(Directives.drop(change)));
            return List.copyOf(content);
        }
        ArrayList<Object> merged = new ArrayList<>(list.size() + changes.size());
        Map<Object, Integer> positions = new HashMap<>();
        for (Object item : list) {
            Struct struct = struct(item);
            @Nullable Object key = struct.get(mergeKey);
            if (key == null || !deleted.contains(key)) {
                if (key != null) {
                    positions.putIfAbsent(key, merged.size());
                }
                merged.add(struct);
            }
        }
        for (Struct change : changes) {
            Integer position = positions.get(key(change));
            if (position == null) {
                positions.put(key(change), merged.size());
                merged.add(Directives.drop(change));
            } else {
                merged.set(position, patcher.merge((Struct) merged.get(position), change, itemType));
            }
        }
        return ListOrder.arrange(merged, changes, list, mergeKey);
    }

    private Object key(Struct item) throws PatchException {
        Object key = item.get(mergeKey);
        if (key == null) {
            throw PatchException.unmergeable(
                    "map: " + GoPrint.show(item) + " does not contain declared merge key: " + mergeKey);
        }
        return key;
    }

    private static Struct struct(Object item) throws PatchException {
        if (item instanceof Struct struct) {
            return struct;
        }
        throw PatchException.unmergeable("invalid patch format: a list of objects holds something else");
    }
}
