package dev.carafe.kubernetes.apimachinery.cel;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A list of a declared type, seen through a list of a tree: items are made when they are looked at. */
final class ListValue extends AbstractList<Object> implements RandomAccess {
    private final List<?> list;
    private final DeclType type;
    private final DeclType items;

    ListValue(List<?> list, DeclType type) {
        this.list = list;
        this.type = type;
        this.items = Objects.requireNonNull(type.element());
    }

    @Override
    public Object get(int index) {
        return CelValues.of(list.get(index), items);
    }

    @Override
    public int size() {
        return list.size();
    }

    /** Whether the order of items says nothing. */
    boolean isUnordered() {
        return type.uniqueness() != DeclType.Uniqueness.NONE;
    }

    /** Whether two lists that are sets or maps have the same items, whatever their order. */
    boolean hasSameItems(List<?> other) {
        if (size() != other.size()) {
            return false;
        }
        Map<String, Object> mine = byKey(this);
        Map<String, Object> theirs = byKey(other);
        if (!mine.keySet().equals(theirs.keySet())) {
            return false;
        }
        for (Map.Entry<String, Object> entry : mine.entrySet()) {
            Object counterpart = Objects.requireNonNull(theirs.get(entry.getKey()));
            if (!CelEquality.areEqual(entry.getValue(), counterpart)) {
                return false;
            }
        }
        return true;
    }

    /** This list and what another adds to it: new items of a set; of a map those of new keys, and newer values of old ones. */
    List<Object> plus(List<?> other) {
        Map<String, Integer> places = new TreeMap<>(); // sorted: clients could choose keys whose hashes collide
        List<Object> sum = new ArrayList<>(size() + other.size());
        for (List<?> part : List.of(this, other)) {
            for (Object item : part) {
                Integer place = places.putIfAbsent(keyOf(item), sum.size());
                if (place == null) {
                    sum.add(item);
                } else {
                    sum.set(place, item);
                }
            }
        }
        return sum;
    }

    private Map<String, Object> byKey(List<?> values) {
        Map<String, Object> items = new TreeMap<>();
        values.forEach(item -> items.put(keyOf(item), item));
        return items;
    }

    private String keyOf(@Nullable Object item) {
        if (type.uniqueness() == DeclType.Uniqueness.MAP && item instanceof ObjectValue object) {
            Struct.Builder key = Struct.builder();
            for (String name : type.keys()) {
                Object value = object.object().get(name);
                if (value != null) {
                    key.put(name, value);
                }
            }
            return key.build().toString();
        }
        return item instanceof String text ? "\"" + text : String.valueOf(item);
    }
}
