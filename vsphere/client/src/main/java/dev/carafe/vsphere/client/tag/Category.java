package dev.carafe.vsphere.client.tag;

import java.util.List;

/**
 * A category of tags.
 *
 * @param id what the server calls it
 * @param multiple whether an object may have several tags of it
 * @param associableTypes the types of objects that its tags may be attached to; none for all
 */
public record Category(String id, String name, String description, boolean multiple, List<String> associableTypes) {
    public Category {
        associableTypes = List.copyOf(associableTypes);
    }
}
