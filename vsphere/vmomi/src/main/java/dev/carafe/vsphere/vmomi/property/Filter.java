package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What a client asks for: which objects, and which of their properties. Made by {@link FilterReader}, and then checked. */
public final class Filter {
    /** Where the search for objects begins. */
    record Start(ManagedObjectReference<?> object, boolean skip, List<Traversal> onwards) {}

    /** Properties of objects of a type; {@code all} takes every one that they have. */
    record Wanted(ManagedType type, boolean all, List<PropertyPath> paths) {}

    private final List<Start> starts;
    private final List<Wanted> wanted;
    private final boolean reportsMissing;
    private final Map<ManagedType, List<PropertyPath>> byType = new ConcurrentHashMap<>();

    Filter(List<Start> starts, List<Wanted> wanted, boolean reportsMissing) {
        this.starts = List.copyOf(starts);
        this.wanted = List.copyOf(wanted);
        this.reportsMissing = reportsMissing;
    }

    List<Start> starts() {
        return starts;
    }

    List<Wanted> wanted() {
        return wanted;
    }

    /** Whether a start that is not there is told as missing, and is no fault. */
    boolean reportsMissing() {
        return reportsMissing;
    }

    /** Whether objects of a type are told about. */
    boolean wants(ManagedType type) {
        return wanted.stream().anyMatch(one -> type.isSubtypeOf(one.type()));
    }

    /** Whether all properties of objects of a type are told. */
    boolean wantsAll(ManagedType type) {
        return wanted.stream().anyMatch(one -> one.all() && type.isSubtypeOf(one.type()));
    }

    /** The paths that are told of objects of a type, each once, in the order of their texts. */
    List<PropertyPath> paths(ManagedType type) {
        return byType.computeIfAbsent(type, this::collect);
    }

    private List<PropertyPath> collect(ManagedType type) {
        Map<String, PropertyPath> paths = new TreeMap<>();
        for (Wanted one : wanted) {
            if (!type.isSubtypeOf(one.type())) {
                continue;
            }
            one.paths().forEach(path -> paths.put(path.text(), path));
            if (one.all()) {
                for (Field property : type.properties().fields()) {
                    paths.put(property.name(), PropertyPath.of(property.name()));
                }
            }
        }
        return Collections.unmodifiableList(new ArrayList<>(paths.values()));
    }
}
