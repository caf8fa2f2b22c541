package dev.carafe.kubernetes.apimachinery.cel;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.values.StructValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object of a declared type: its declared fields. Equal to another of the same fields. */
@SuppressWarnings("Immutable") // it is, though its parts do not say so
final class ObjectValue extends StructValue<String, ObjectValue> {
    private final Struct object;
    private final DeclType type;

    ObjectValue(Struct object, DeclType type) {
        this.object = object;
        this.type = type;
    }

    @Override
    public ObjectValue value() {
        return this;
    }

    /** The object as the tree has it. */
    Struct object() {
        return object;
    }

    @Override
    public boolean isZeroValue() {
        return object.isEmpty();
    }

    @Override
    public CelType celType() {
        return type.celType();
    }

    @Override
    public Object select(String identifier) {
        return find(identifier)
                .orElseThrow(() -> CelAttributeNotFoundException.of("no such key: " + type.nameOf(identifier)));
    }

    @Override
    public Optional<Object> find(String identifier) {
        DeclType field = type.field(identifier);
        Object value = field == null ? null : object.get(type.nameOf(identifier));
        return field == null || value == null ? Optional.empty() : Optional.of(CelValues.of(value, field));
    }

    /** Whether both have the same declared fields, each equal as its type says. */
    boolean isSame(ObjectValue other) {
        for (String identifier : type.identifiers()) {
            Optional<Object> mine = find(identifier);
            Optional<Object> theirs = other.find(identifier);
            if (mine.isPresent() != theirs.isPresent()
                    || (mine.isPresent() && !CelEquality.areEqual(mine.get(), theirs.orElseThrow()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectValue value && object.equals(value.object);
    }

    @Override
    public int hashCode() {
        return object.hashCode();
    }

    @Override
    public String toString() {
        return object.toString();
    }
}
