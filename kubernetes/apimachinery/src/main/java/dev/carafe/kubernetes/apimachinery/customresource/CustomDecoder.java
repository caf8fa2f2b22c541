package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives objects the shape that a schema says, in one walk: fields that are not declared go, as do nulls where none may be, and
 * gaps take their defaults. An object that needs no change is returned as it is. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // tells whether a subtree was replaced, not whether it is equal
public final class CustomDecoder {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    /** Paths of unknown fields that are told, at most. */
    private static final int UNKNOWN_MAX = 100;

    private final MetadataForm metadata;

    /** How the metadata of objects, whole or embedded, is brought into its form. */
    @FunctionalInterface
    public interface MetadataForm {
        /**
         * Metadata in its form.
         *
         * @param unknown takes the names of fields that metadata does not have
         */
        Struct decode(Struct metadata, Consumer<String> unknown) throws DecodingException;
    }

    public CustomDecoder(MetadataForm metadata) {
        this.metadata = metadata;
    }

    /**
     * An object in its kind's shape.
     *
     * @param unknown takes the paths of the fields that went because nothing declares them, sorted; of the first 100
     * @throws DecodingException for metadata that cannot be read
     */
    public Struct decode(Struct object, CustomSchema schema, Consumer<String> unknown) throws DecodingException {
        Walk walk = new Walk(metadata, true);
        Struct decoded = walk.object(object, schema, true, schema.preservesUnknownFields());
        walk.unknown.forEach(unknown);
        return decoded;
    }

    /**
     * An object without the fields that its kind's schema does not declare; gaps and nulls stay as they are.
     *
     * @throws DecodingException for metadata that cannot be read
     */
    public Struct prune(Struct object, CustomSchema schema) throws DecodingException {
        return new Walk(metadata, false).object(object, schema, true, schema.preservesUnknownFields());
    }

    private static final class Walk {
        private final MetadataForm metadata;
        private final boolean fills;
        private final TreeSet<String> unknown = new TreeSet<>();
        private final StringBuilder path = new StringBuilder();

        /** @param fills whether gaps and nulls take defaults */
        Walk(MetadataForm metadata, boolean fills) {
            this.metadata = metadata;
            this.fills = fills;
        }

        /** A value; {@code schema} is null for one of which nothing is declared, whose fields all go. */
        Object value(Object value, @Nullable CustomSchema schema, boolean preserving) throws DecodingException {
            boolean keeps = preserving || (schema != null && schema.preservesUnknownFields());
            return switch (value) {
                case Struct struct ->
                    schema == null && keeps
                            ? struct
                            : object(struct, schema == null ? CustomSchema.EMPTY : schema, false, keeps);
                case List<?> list ->
                    schema == null && keeps ? list : items(list, schema == null ? null : schema.items(), keeps);
                default -> value;
            };
        }

        private Object items(List<?> list, @Nullable CustomSchema schema, boolean keeps) throws DecodingException {
            List<Object> changed = null;
            for (int i = 0; i < list.size(); i++) {
                Object before = list.get(i);
                Object filled = isFilled(before, schema) ? defaultOf(schema) : before;
                int length = path.length();
                path.append('[').append(i).append(']');
                Object after = value(filled, schema, keeps && schema != null && schema.preservesUnknownFields());
                path.setLength(length);
                if (after != before && changed == null) {
                    changed = new ArrayList<>(list.subList(0, i));
                }
                if (changed != null) {
                    changed.add(after);
                }
            }
            return changed == null ? list : Collections.unmodifiableList(changed);
        }

        /** Whether a value is a null that its default takes the place of. */
        private boolean isFilled(Object value, @Nullable CustomSchema schema) {
            return fills
                    && value == Null.NULL
                    && schema != null
                    && !schema.isNullable()
                    && schema.defaultValue() != null;
        }

        private static Object defaultOf(@Nullable CustomSchema schema) {
            Object otherwise = schema == null ? null : schema.defaultValue();
            return otherwise == null ? Null.NULL : otherwise;
        }

        Struct object(Struct object, CustomSchema schema, boolean root, boolean keeps) throws DecodingException {
            Struct.Builder changed = null;
            for (int i = 0; i < object.size(); i++) {
                String name = object.nameAt(i);
                Object before = object.valueAt(i);
                int length = path.length();
                path.append(path.isEmpty() ? "" : ".").append(name);
                Object after = field(name, before, schema, root, keeps);
                path.setLength(length);
                if (after != before && changed == null) {
                    changed = Struct.builder();
                    for (int j = 0; j < i; j++) {
                        changed.put(object.nameAt(j), object.valueAt(j));
                    }
                }
                if (changed != null && after != null) {
                    changed.put(name, after);
                }
            }
            return withDefaults(object, changed, schema);
        }

        /** What becomes of a field, null where it goes. */
        private @Nullable Object field(String name, Object before, CustomSchema schema, boolean root, boolean keeps)
                throws DecodingException {
            if ((root || schema.isEmbeddedResource()) && OF_EVERY_OBJECT.contains(name)) {
                return name.equals("metadata") && before instanceof Struct struct ? metadata(struct) : before;
            }
            CustomSchema declared = schema.property(name);
            if (declared != null) {
                if (fills && before == Null.NULL && !declared.isNullable()) {
                    return declared.defaultValue() == null ? null : value(defaultOf(declared), declared, false);
                }
                return value(before, declared, false);
            }
            if (schema.allowsAdditionalProperties()) {
                CustomSchema additional = schema.additionalProperties();
                Object filled = isFilled(before, additional) ? defaultOf(additional) : before;
                return value(filled, additional, false);
            }
            if (keeps) {
                return before;
            }
            if (unknown.size() < UNKNOWN_MAX) {
                unknown.add(path.toString());
            }
            return null;
        }

        private Struct metadata(Struct struct) throws DecodingException {
            String prefix = path.toString();
            return metadata.decode(struct, name -> {
                if (unknown.size() < UNKNOWN_MAX) {
                    unknown.add(prefix + "." + name);
                }
            });
        }

        private Struct withDefaults(Struct object, Struct.@Nullable Builder begun, CustomSchema schema)
                throws DecodingException {
            Struct.Builder changed = begun;
            if (!fills) {
                return changed == null ? object : changed.build();
            }
            for (var entry : schema.properties().entrySet()) {
                CustomSchema declared = entry.getValue();
                if (declared.defaultValue() == null) {
                    continue;
                }
                boolean present = changed == null ? object.has(entry.getKey()) : changed.has(entry.getKey());
                if (!present) {
                    changed = changed == null ? object.toBuilder() : changed;
                    changed.put(entry.getKey(), value(defaultOf(declared), declared, false));
                }
            }
            return changed == null ? object : changed.build();
        }
    }
}
