package dev.carafe.kubernetes.apimachinery.cel;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map of a declared type, seen through a struct: values are made when they are looked at. */
final class MapValue extends AbstractMap<String, Object> {
    private final Struct struct;
    private final DeclType values;

    MapValue(Struct struct, DeclType type) {
        this.struct = struct;
        this.values = Objects.requireNonNull(type.element());
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        Object value = key instanceof String name ? struct.get(name) : null;
        return value == null ? null : CelValues.of(value, values);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String name && struct.has(name);
    }

    @Override
    public int size() {
        return struct.size();
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < struct.size();
                    }

                    @Override
                    public Map.Entry<String, Object> next() {
                        Map.Entry<String, Object> entry =
                                Map.entry(struct.nameAt(next), CelValues.of(struct.valueAt(next), values));
                        next++;
                        return entry;
                    }
                };
            }

            @Override
            public int size() {
                return struct.size();
            }
        };
    }
}
