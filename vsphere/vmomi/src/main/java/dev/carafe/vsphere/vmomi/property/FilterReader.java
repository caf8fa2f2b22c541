package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a filter's specification and says what is wrong with it. */
public final class FilterReader {
    /** Traversals below each other; the codec bounds how deep a message may be, this how deep a search is written. */
    private static final int DEPTH_MAX = 64;

    private final Namespace namespace;
    private final Map<String, Traversal> named = new HashMap<>();

    /** By identity: two traversals of a filter may read the same. */
    private final IdentityHashMap<TraversalSpec, Traversal> made = new IdentityHashMap<>();

    private final Map<Traversal, List<SelectionSpec>> unfinished = new LinkedHashMap<>();

    private FilterReader(Namespace namespace) {
        this.namespace = namespace;
    }

    /** @throws FaultException InvalidArgument or InvalidProperty, naming what was wrong */
    public static Filter read(PropertyFilterSpec spec) {
        return new FilterReader(Vim25.NAMESPACE).filter(spec);
    }

    private Filter filter(PropertyFilterSpec spec) {
        if (spec.propSet().isEmpty()) {
            throw refused("propSet", "A filter needs a property set.");
        }
        if (spec.objectSet().isEmpty()) {
            throw refused("objectSet", "A filter needs an object set.");
        }
        List<Filter.Wanted> wanted = new ArrayList<>();
        for (PropertySpec one : spec.propSet()) {
            ManagedType type = type(one.type(), "propSet.type");
            boolean all = Boolean.TRUE.equals(one.all());
            // whoever wants all may leave paths in that mean nothing, as govc does
            List<PropertyPath> paths = all
                    ? List.of()
                    : one.pathSet().stream()
                            .map(path -> PathReader.parse(type, path))
                            .toList();
            wanted.add(new Filter.Wanted(type, all, paths));
        }
        List<Filter.Start> starts = new ArrayList<>();
        for (ObjectSpec one : spec.objectSet()) {
            named.clear(); // a name is known within its object's own selections
            collect(one.selectSet(), 0);
            List<Traversal> onwards = resolve(one.selectSet());
            unfinished.forEach((traversal, selections) -> traversal.onwards().addAll(resolve(selections)));
            unfinished.clear();
            starts.add(new Filter.Start(one.obj(), Boolean.TRUE.equals(one.skip()), onwards));
        }
        return new Filter(starts, wanted, Boolean.TRUE.equals(spec.reportMissingObjectsInResults()));
    }

    /** Makes all traversals, so that a name may stand before what it names. */
    private void collect(List<SelectionSpec> selections, int depth) {
        if (depth > DEPTH_MAX) {
            throw refused("selectSet", "Selections lie deeper than " + DEPTH_MAX + " levels.");
        }
        for (SelectionSpec selection : selections) {
            if (!(selection instanceof TraversalSpec spec)) {
                continue;
            }
            ManagedType type = type(spec.type(), "selectSet.type");
            Traversal traversal = new Traversal(
                    type, PathReader.parse(type, spec.path()), Boolean.TRUE.equals(spec.skip()), new ArrayList<>());
            made.put(spec, traversal);
            unfinished.put(traversal, spec.selectSet());
            String name = spec.name();
            if (name != null && !name.isEmpty() && named.putIfAbsent(name, traversal) != null) {
                throw refused("selectSet.name", "Two traversals are called " + name + ".");
            }
            collect(spec.selectSet(), depth + 1);
        }
    }

    private List<Traversal> resolve(List<SelectionSpec> selections) {
        List<Traversal> traversals = new ArrayList<>();
        for (SelectionSpec selection : selections) {
            Traversal traversal =
                    selection instanceof TraversalSpec spec ? made.get(spec) : named.get(selection.name());
            if (traversal == null) {
                throw refused("selectSet.name", "No traversal is called " + selection.name() + ".");
            }
            traversals.add(traversal);
        }
        return traversals;
    }

    private ManagedType type(String name, String argument) {
        if (namespace.type(name) instanceof ManagedType type) {
            return type;
        }
        throw refused(argument, name + " is no managed object's type.");
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
