package dev.carafe.vsphere.vcenter.tagging;

import java.util.List;

/**
 * A kind of tags.
 *
 * @param single whether an object has at most one tag of it
 * @param associableTypes the types of objects that its tags can be attached to, as {@code VirtualMachine}; empty for all
 */
public record Category(String id, String name, String description, boolean single, List<String> associableTypes) {
    public Category {
        associableTypes = List.copyOf(associableTypes);
    }
}
