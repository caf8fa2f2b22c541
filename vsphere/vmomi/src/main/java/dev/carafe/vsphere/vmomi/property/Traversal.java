package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.ManagedType;
import java.util.List;

/**
 * A way from objects of a type to others.
 *
 * @param onwards ways to go on from those; filled in once all ways of a filter are known, since they may lead in circles
 */
record Traversal(ManagedType type, PropertyPath path, boolean skip, List<Traversal> onwards) {
    /** Two ways are the same only when they are one: comparing what may be a circle would not end. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return type.wsdlName() + "." + path.text();
    }
}
