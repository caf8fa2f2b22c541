package dev.carafe.kubernetes.apimachinery.structural;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads an object as its declared type would hold it.
 *
 * <p>In one pass: types are checked; fields that are not declared go, and are reported; nulls go, and zeroes that Go would not write;
 * optional lists and maps that are empty go, since they cannot be told from absent ones, but for those that are null where they are
 * absent; numbers, times, bytes and quantities take their canonical form. Nothing is sorted, and nothing is added ({@link Defaulter}
 * does that). An object that needs no change is returned as it is. Thread-safe.
 */
public final class Decoder {
    private final Declarations declarations;
    private final Set<String> keptEmpty;

    /** A decoder that keeps no optional list or map that is empty. */
    public Decoder(Declarations declarations) {
        this(declarations, Set.of());
    }

    /**
     * A decoder.
     *
     * @param keptEmpty fields that stay though they are empty, each as a structure's name, a dot and the field's
     */
    public Decoder(Declarations declarations, Set<String> keptEmpty) {
        this.declarations = declarations;
        this.keptEmpty = Set.copyOf(keptEmpty);
    }

    /**
     * Decodes one object.
     *
     * @param structure the name of its declaration, such as {@code api.core.v1.Pod}
     * @param unknown takes the paths of fields that are not declared, such as {@code spec.containers[0].foo}; of the first 100
     * @throws DecodingException for the first value that its type cannot hold
     */
    public Struct decode(Struct object, String structure, Consumer<String> unknown) throws DecodingException {
        return new DecodingWalk(declarations, keptEmpty, unknown).object(object, structure);
    }

    /**
     * Decodes a value of any type, as {@link #decode} does.
     *
     * @throws DecodingException also when the value is of another JSON type than the declared one
     */
    public Object decodeValue(Object value, TypeRef type, Consumer<String> unknown) throws DecodingException {
        return new DecodingWalk(declarations, keptEmpty, unknown).value(value, type);
    }
}
