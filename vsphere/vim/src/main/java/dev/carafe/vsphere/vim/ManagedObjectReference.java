package dev.carafe.vsphere.vim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names a managed object of a server.
 *
 * @param <T> what is known of the object's type in the source; the type on the wire may be a subtype
 * @param type the WSDL name of the object's type, such as {@code VirtualMachine}
 * @param value what the server calls the object, such as {@code vm-42}
 * @param serverGuid the server, where more than one is linked; null otherwise
 */
@SuppressWarnings("UnusedTypeParameter") // it is for the reader and the compiler, there is nothing to hold
public record ManagedObjectReference<T extends ManagedObject>(
        String type, String value, @Nullable String serverGuid) {
    public ManagedObjectReference {
        Objects.requireNonNull(type);
        Objects.requireNonNull(value);
    }

    public ManagedObjectReference(String type, String value) {
        this(type, value, null);
    }

    // Written out, since references are looked up by the thousand: those that the language makes are slow until they
    // are compiled.

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ManagedObjectReference<?> that
                        && value.equals(that.value)
                        && type.equals(that.type)
                        && Objects.equals(serverGuid, that.serverGuid));
    }

    @Override
    public int hashCode() {
        int names = 31 * type.hashCode() + value.hashCode();
        return serverGuid == null ? names : 31 * names + serverGuid.hashCode();
    }

    /** {@code VirtualMachine:vm-42}, as tools write it. */
    @Override
    public String toString() {
        return type + ":" + value;
    }
}
