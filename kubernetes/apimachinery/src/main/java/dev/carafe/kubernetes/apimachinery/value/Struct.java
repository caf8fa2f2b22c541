package dev.carafe.kubernetes.apimachinery.value;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: an immutable, insertion-ordered mapping of names to values (see the package for what a value is).
 *
 * <p>Built for what Kubernetes objects are: many small objects, read far more often than changed. Names and values lie in
 * two arrays; up to {@value #SCAN_MAX} fields a look-up scans them, above that it searches an index sorted by name, which
 * is made on first use. (Sorted rather than hashed: names come from clients, who can choose them to collide.) {@link #with} and {@link #without} copy the arrays and share the values. Equality ignores the order of fields, as JSON
 * does.
 */
public final class Struct {
    /** The struct without fields. */
    public static final Struct EMPTY = new Struct(new String[0], new Object[0]);

    private static final int SCAN_MAX = 16;

    private final String[] names;
    private final Object[] values;

    /** Positions in the order of their names, made on demand; a race makes it twice, which is harmless. */
    private int @Nullable [] index;

    private int hash;

    private Struct(String[] names, Object[] values) {
        this.names = names;
        this.values = values;
    }

    /** The struct {@code {name: value}}. */
    public static Struct of(String name, Object value) {
        return new Struct(new String[] {name}, new Object[] {value});
    }

    /** The struct of two fields, in this order; the names must differ. */
    public static Struct of(String name1, Object value1, String name2, Object value2) {
        return builder().put(name1, value1).put(name2, value2).build();
    }

    /** The struct of a map's entries, in the map's order. */
    public static Struct of(Map<String, ?> map) {
        Builder builder = new Builder(map.size());
        map.forEach(builder::put);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder(8);
    }

    /** A builder that starts with this struct's fields. */
    public Builder toBuilder() {
        Builder builder = new Builder(names.length + 4);
        System.arraycopy(names, 0, builder.names, 0, names.length);
        System.arraycopy(values, 0, builder.values, 0, values.length);
        builder.size = names.length;
        return builder;
    }

    public int size() {
        return names.length;
    }

    public boolean isEmpty() {
        return names.length == 0;
    }

    /** The name of the field at {@code position}, counted from 0 in insertion order. */
    public String nameAt(int position) {
        return names[position];
    }

    /** The value of the field at {@code position}, counted from 0 in insertion order. */
    public Object valueAt(int position) {
        return values[position];
    }

    /** The value of a field, {@link Null#NULL} where it is written as null, or null where it is absent. */
    public @Nullable Object get(String name) {
        int position = find(name);
        return position < 0 ? null : values[position];
    }

    /** Whether the field is written, be it as null. */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /** The field's value if it is a string, else null. */
    public @Nullable String string(String name) {
        return get(name) instanceof String value ? value : null;
    }

    /** The field's value if it is an object, else null. */
    public @Nullable Struct struct(String name) {
        return get(name) instanceof Struct value ? value : null;
    }

    /** The value that a way of names leads to, the struct itself for none; null where something on it is missing. */
    public @Nullable Object find(Iterable<String> way) {
        Object value = this;
        for (String name : way) {
            value = value instanceof Struct struct ? struct.get(name) : null;
        }
        return value;
    }

    /** This struct with one field set; a field that is there keeps its place. */
    public Struct with(String name, Object value) {
        Objects.requireNonNull(value, name);
        int position = find(name);
        if (position >= 0) {
            Object[] changed = values.clone();
            changed[position] = value;
            return new Struct(names, changed);
        }
        String[] moreNames = Arrays.copyOf(names, names.length + 1);
        Object[] moreValues = Arrays.copyOf(values, values.length + 1);
        moreNames[names.length] = name;
        moreValues[names.length] = value;
        return new Struct(moreNames, moreValues);
    }

    /** This struct without a field; the same struct where it has no such field. */
    public Struct without(String name) {
        int position = find(name);
        if (position < 0) {
            return this;
        }
        int rest = names.length - position - 1;
        String[] fewerNames = Arrays.copyOf(names, names.length - 1);
        Object[] fewerValues = Arrays.copyOf(values, names.length - 1);
        System.arraycopy(names, position + 1, fewerNames, position, rest);
        System.arraycopy(values, position + 1, fewerValues, position, rest);
        return new Struct(fewerNames, fewerValues);
    }

    public void forEach(BiConsumer<String, Object> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    private int find(String name) {
        if (names.length > SCAN_MAX) {
            return search(name);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int search(String name) {
        int[] order = index;
        if (order == null) {
            order = sortedPositions();
            index = order;
        }
        int low = 0;
        int high = order.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = names[order[middle]].compareTo(name);
            if (compared == 0) {
                return order[middle];
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int[] sortedPositions() {
        return IntStream.range(0, names.length)
                .boxed()
                .sorted(Comparator.comparing(position -> names[position]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Struct that) || names.length != that.names.length || hashCode() != that.hashCode()) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            if (!values[i].equals(that.get(names[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            for (int i = 0; i < names.length; i++) {
                if (values[i] != Null.NULL) { // so that what is the same but for nulls has the same hash
                    h += names[i].hashCode() ^ values[i].hashCode() * 31;
                }
            }
            hash = h;
        }
        return h;
    }

    /** Whether two structs say the same where a field that is null counts as absent, as in Go's types. */
    boolean equalsButForNulls(Struct other) {
        return hashCode() == other.hashCode() && (equals(other) || (coveredBy(other) && other.coveredBy(this)));
    }

    private boolean coveredBy(Struct other) {
        for (int i = 0; i < names.length; i++) {
            if (values[i] != Null.NULL && !sameButForNulls(values[i], other.get(names[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameButForNulls(Object one, @Nullable Object other) {
        return switch (one) {
            case Struct struct -> other instanceof Struct same && struct.equalsButForNulls(same);
            case List<?> list -> other instanceof List<?> same && sameItems(list, same);
            default -> one.equals(other);
        };
    }

    private static boolean sameItems(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!sameButForNulls(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The struct as JSON, for messages. */
    @Override
    public String toString() {
        return Json.toString(this);
    }

    /** Collects fields for a struct. A name put twice keeps its place and takes the later value. Not thread-safe. */
    public static final class Builder {
        private String[] names;
        private Object[] values;
        private int size;

        /** Names beyond {@link #SCAN_MAX}, so that large maps are built in linear time. */
        private java.util.@Nullable HashMap<String, Integer> positions;

        private Builder(int capacity) {
            names = new String[capacity];
            values = new Object[capacity];
        }

        public Builder put(String name, Object value) {
            Objects.requireNonNull(value, name);
            int position = find(name);
            if (position >= 0) {
                values[position] = value;
                return this;
            }
            if (size == names.length) {
                names = Arrays.copyOf(names, Math.max(8, size * 2));
                values = Arrays.copyOf(values, names.length);
            }
            names[size] = name;
            values[size] = value;
            if (positions != null) {
                positions.put(name, size);
            }
            size++;
            return this;
        }

        /** Puts all fields of a struct. */
        public Builder putAll(Struct struct) {
            struct.forEach(this::put);
            return this;
        }

        /** Whether a field of this name was put. */
        public boolean has(String name) {
            return find(name) >= 0;
        }

        public @Nullable Object get(String name) {
            int position = find(name);
            return position < 0 ? null : values[position];
        }

        public int size() {
            return size;
        }

        public Struct build() {
            return size == 0 ? EMPTY : new Struct(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
        }

        private int find(String name) {
            if (size > SCAN_MAX) {
                if (positions == null) {
                    positions = new java.util.HashMap<>();
                    for (int i = 0; i < size; i++) {
                        positions.put(names[i], i);
                    }
                }
                return positions.getOrDefault(name, -1);
            }
            for (int i = 0; i < size; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
