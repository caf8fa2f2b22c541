package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/**
 * A managed object: on a server one that does the work, on a client a {@link Stub}. Each generated interface has a method
 * for each of its operations; a server implements those it can do, the others throw {@link UnimplementedMethodException}.
 */
public interface ManagedObject {
    /** What the table says of this object's type. */
    ManagedType managedType();

    /**
     * Calls the method with decoded arguments, in the order of its parameters.
     *
     * @return the result, null for none
     * @throws FaultException when the call fails
     * @throws UnimplementedMethodException when this object does not implement the method, or its type has no such method
     */
    default @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        throw new UnimplementedMethodException(method);
    }
}
