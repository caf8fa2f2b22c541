package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** What a stub sends its calls through: a connection to a server, or an object of this process. */
@FunctionalInterface
public interface Invoker {
    /**
     * Calls a method and waits for its result.
     *
     * @param arguments in the order of the method's parameters; null or an empty list for one that is absent
     * @return the result: null for none, an unmodifiable list for an array
     * @throws FaultException when the server answers with a fault
     */
    @Nullable
    Object invoke(ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object[] arguments);
}
