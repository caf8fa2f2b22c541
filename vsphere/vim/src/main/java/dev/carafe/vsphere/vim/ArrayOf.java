package dev.carafe.vsphere.vim;

import java.util.List;

/**
 * An array where any type may stand ({@code xsd:anyType} with {@code xsi:type="ArrayOfString"}): there the elements' type
 * must be told, since an empty list has none. References of all kinds are one type, {@code ArrayOfManagedObjectReference}.
 */
public record ArrayOf(VimType element, List<?> items) {
    public ArrayOf {
        items = List.copyOf(items);
    }
}
