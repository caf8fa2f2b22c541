package dev.carafe.kubernetes.apimachinery.fieldpath;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One step from a value into it. Ordered as upstream writes them: fields, keyed items, set items, positions. */
public sealed interface PathElement extends Comparable<PathElement> {
    /** A field of a structure or an entry of a map. */
    record Field(String name) implements PathElement {
        @Override
        public String encoded() {
            return "f:" + name;
        }

        @Override
        public String toString() {
            return "." + name;
        }
    }

    /**
     * An item of a list whose items are told apart by some of their fields.
     *
     * @param fields those fields and their values, sorted by name
     */
    record Key(Struct fields) implements PathElement {
        /** The key of these fields, which may come in any order. */
        public static Key of(Struct unsorted) {
            for (int i = 1; i < unsorted.size(); i++) {
                if (unsorted.nameAt(i - 1).compareTo(unsorted.nameAt(i)) > 0) {
                    return new Key(sorted(unsorted));
                }
            }
            return new Key(unsorted);
        }

        private static Struct sorted(Struct unsorted) {
            List<String> names = new ArrayList<>();
            unsorted.forEach((name, _) -> names.add(name));
            names.sort(Comparator.naturalOrder());
            Struct.Builder sorted = Struct.builder();
            names.forEach(name -> sorted.put(name, java.util.Objects.requireNonNull(unsorted.get(name))));
            return sorted.build();
        }

        @Override
        public String encoded() {
            return "k:" + Json.toString(fields);
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("[");
            fields.forEach((name, value) -> {
                if (out.length() > 1) {
                    out.append(',');
                }
                out.append(name).append('=').append(Json.toString(value));
            });
            return out.append(']').toString();
        }
    }

    /** An item of a set, by its value. */
    record Value(Object value) implements PathElement {
        @Override
        public String encoded() {
            return "v:" + Json.toString(value);
        }

        @Override
        public String toString() {
            return "[=" + Json.toString(value) + "]";
        }
    }

    /** An item by its position. */
    record Index(int position) implements PathElement {
        @Override
        public String encoded() {
            return "i:" + position;
        }

        @Override
        public String toString() {
            return "[" + position + "]";
        }
    }

    /** As {@code managedFields} writes it: {@code f:name}, {@code k:{"name":"a"}}, {@code v:"a"} or {@code i:0}. */
    String encoded();

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static PathElement decode(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new IllegalArgumentException("missing colon: '" + text + "'");
        }
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> new Field(rest);
            case 'k' -> {
                if (!(json(rest) instanceof Struct fields)) {
                    throw new IllegalArgumentException("not a key: '" + text + "'");
                }
                yield Key.of(fields);
            }
            case 'v' -> new Value(json(rest));
            case 'i' -> new Index(Integer.parseInt(rest));
            default -> throw new IllegalArgumentException("unknown path element: '" + text + "'");
        };
    }

    private static Object json(String text) {
        try {
            return Json.decode(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("not a value: '" + text + "': " + e.getMessage(), e);
        }
    }

    @Override
    default int compareTo(PathElement other) {
        return switch (this) {
            case Field(String name) when other instanceof Field(String otherName) -> name.compareTo(otherName);
            case Key(Struct fields)
            when other instanceof Key(Struct otherFields) -> Values.compare(fields, otherFields);
            case Value(Object value)
            when other instanceof Value(Object otherValue) -> Values.compare(value, otherValue);
            case Index(int position)
            when other instanceof Index(int otherPosition) -> Integer.compare(position, otherPosition);
            default -> Integer.compare(rank(this), rank(other));
        };
    }

    private static int rank(PathElement element) {
        return switch (element) {
            case Field _ -> 0;
            case Key _ -> 1;
            case Value _ -> 2;
            case Index _ -> 3;
        };
    }
}
