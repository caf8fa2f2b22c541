package dev.carafe.vsphere.esxi.ovf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An element of a descriptor. Names are without their namespaces: no two of OVF's that mean different things are the same.
 *
 * @param name such as {@code Disk}
 * @param attributes by name, such as {@code capacity}
 * @param text what stands directly in it, without white space around
 * @param line where it begins, from 1
 */
record OvfElement(String name, Map<String, String> attributes, List<OvfElement> children, String text, int line) {
    OvfElement {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /** The children of that name. */
    Stream<OvfElement> all(String child) {
        return children.stream().filter(element -> element.name().equals(child));
    }

    /** The first child of that name. */
    Optional<OvfElement> first(String child) {
        return all(child).findFirst();
    }

    /** The text of the first child of that name; empty when there is none. */
    String textOf(String child) {
        return first(child).map(OvfElement::text).orElse("");
    }

    /** Whether whoever does not know it may pass it over. */
    boolean isOptional() {
        return attribute("required")
                .map(value -> value.equals("false") || value.equals("0"))
                .orElse(false);
    }

    /** Whether it is there in a configuration; one that names none is in all. */
    boolean isIn(String configuration) {
        return attribute("configuration")
                .map(names -> List.of(names.split("\\s+")).contains(configuration))
                .orElse(true);
    }
}
