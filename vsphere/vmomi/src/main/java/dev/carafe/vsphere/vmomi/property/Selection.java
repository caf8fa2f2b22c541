package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a filter leads to, as they are at one moment.
 *
 * @param objects those that are told about, in the order in which they were found
 * @param passed whose properties were followed, with the names of these: when one changes, the selection may be another;
 *     with no name for what was looked for and is not there
 * @param missing starts that are not there
 */
record Selection(
        Set<ManagedObjectReference<?>> objects,
        Map<ManagedObjectReference<?>, Set<String>> passed,
        List<ManagedObjectReference<?>> missing) {

    private record Visit(ManagedObjectReference<?> object, List<Traversal> onwards, boolean skip) {}

    private record Seen(ManagedObjectReference<?> object, Traversal by) {}

    static final Selection NOTHING = new Selection(Set.of(), Map.of(), List.of());

    /** @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound for a start that is not there, unless the filter has it told */
    static Selection of(Filter filter, ObjectSource source) {
        return of(filter, source, !filter.reportsMissing());
    }

    /** As {@link #of(Filter, ObjectSource)}, with starts that are gone passed over: they were there when the filter was made. */
    static Selection again(Filter filter, ObjectSource source) {
        return of(filter, source, false);
    }

    private static Selection of(Filter filter, ObjectSource source, boolean strict) {
        Set<ManagedObjectReference<?>> objects = new LinkedHashSet<>();
        Map<ManagedObjectReference<?>, Set<String>> passed = new HashMap<>();
        List<ManagedObjectReference<?>> missing = new ArrayList<>();
        Set<Seen> seen = new HashSet<>();
        for (Filter.Start start : filter.starts()) {
            if (source.type(start.object()) == null) {
                if (strict) {
                    throw MissingObject.fault(start.object());
                }
                missing.add(start.object());
                passed.putIfAbsent(start.object(), new HashSet<>());
                continue;
            }
            ArrayDeque<Visit> visits = new ArrayDeque<>();
            visits.add(new Visit(start.object(), start.onwards(), start.skip()));
            while (!visits.isEmpty()) {
                visit(visits.remove(), filter, source, objects, passed, seen, visits);
            }
        }
        return new Selection(objects, passed, missing);
    }

    private static void visit(
            Visit visit,
            Filter filter,
            ObjectSource source,
            Set<ManagedObjectReference<?>> objects,
            Map<ManagedObjectReference<?>, Set<String>> passed,
            Set<Seen> seen,
            ArrayDeque<Visit> visits) {
        ManagedType type = source.type(visit.object());
        DataObject properties = source.properties(visit.object());
        if (type == null || properties == null) {
            passed.putIfAbsent(visit.object(), new HashSet<>()); // named by another, but gone or not yet there
            return;
        }
        if (!visit.skip() && filter.wants(type)) {
            objects.add(visit.object());
        }
        for (Traversal traversal : visit.onwards()) {
            if (!type.isSubtypeOf(traversal.type()) || !seen.add(new Seen(visit.object(), traversal))) {
                continue;
            }
            passed.computeIfAbsent(visit.object(), _ -> new HashSet<>())
                    .add(traversal.path().property());
            for (ManagedObjectReference<?> next : references(PathReader.read(properties, traversal.path()))) {
                visits.add(new Visit(next, traversal.onwards(), traversal.skip()));
            }
        }
    }

    private static List<ManagedObjectReference<?>> references(@Nullable Object value) {
        List<ManagedObjectReference<?>> references = new ArrayList<>();
        switch (value) {
            case ManagedObjectReference<?> one -> references.add(one);
            case ArrayOf(var _, List<?> items) -> {
                for (Object item : items) {
                    if (item instanceof ManagedObjectReference<?> one) {
                        references.add(one);
                    }
                }
            }
            case null, default -> {}
        }
        return references;
    }
}
