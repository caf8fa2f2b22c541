package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.function.UnaryOperator;

/** What a change may do; reading shows what the change did so far. */
public interface Changes extends ObjectSource {
    /**
     * Adds an object.
     *
     * @param properties of the record type that belongs to the object's type
     * @throws IllegalStateException when there is one of its name
     */
    void add(ServedObject object, DataObject properties);

    /**
     * Gives an object other properties.
     *
     * @param as the record type of its properties, or an interface of it
     * @throws IllegalStateException when there is no such object
     */
    <P extends DataObject> void update(ManagedObjectReference<?> reference, Class<P> as, UnaryOperator<P> update);

    /** Removes an object; nothing happens when there is none. */
    void remove(ManagedObjectReference<?> reference);
}
