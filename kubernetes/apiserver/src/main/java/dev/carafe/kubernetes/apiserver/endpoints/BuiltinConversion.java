package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.conversion.VersionConversion;

/**
 * A version of a built-in kind that another of its group stands for in this server.
 *
 * @param versions between the two
 */
record BuiltinConversion(VersionConversion versions) implements Conversion {
    @Override
    public Struct toStored(Struct served) {
        return versions.toInternal(served);
    }

    @Override
    public Struct toServed(Struct stored) {
        return versions.fromInternal(stored);
    }
}
