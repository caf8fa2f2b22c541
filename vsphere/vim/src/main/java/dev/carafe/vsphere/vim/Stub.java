package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** What the generated stubs share: the object that is meant, and the way to it. */
public abstract class Stub implements ManagedObject {
    private final Invoker invoker;
    private final ManagedObjectReference<?> reference;

    protected Stub(Invoker invoker, ManagedObjectReference<?> reference) {
        this.invoker = invoker;
        this.reference = reference;
    }

    public final ManagedObjectReference<?> reference() {
        return reference;
    }

    protected final @Nullable Object invoke(ManagedMethod method, @Nullable Object... arguments) {
        return invoker.invoke(reference, method, arguments);
    }

    @Override
    public String toString() {
        return reference.toString();
    }
}
