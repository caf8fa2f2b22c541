package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a filter leads to, as they were at one moment, and as they are after changes that are followed. Not safe
 * for several threads.
 */
final class Selection {
    private record Visit(ManagedObjectReference<?> object, List<Traversal> onwards, boolean skip) {}

    /** What came of following changes. */
    record Step(List<ManagedObjectReference<?>> entered, List<ManagedObjectReference<?>> left) {}

    /** So many objects that are gone are remembered at least, before all is looked for again. */
    private static final int GONE_MIN = 64;

    private final Filter filter;
    private final boolean whole;
    private final Set<ManagedObjectReference<?>> objects = new LinkedHashSet<>();

    /** Whose properties were followed, and by which ways; by none for what was looked for and is not there. */
    private final Map<ManagedObjectReference<?>, List<Traversal>> passed = new HashMap<>();

    /** How many ways more than one lead to an object that is told about. */
    private final Map<ManagedObjectReference<?>, Integer> more = new HashMap<>();

    private int gone;

    private Selection(Filter filter, boolean whole) {
        this.filter = filter;
        this.whole = whole;
    }

    /** What a filter leads to before it was looked for. */
    static Selection nothing(Filter filter) {
        return new Selection(filter, false);
    }

    /** @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound for a start that is not there, unless the filter has it told */
    static Selection of(Filter filter, ObjectSource source) {
        requireStarts(filter, source);
        return again(filter, source);
    }

    /** @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound for a start that is not there, unless the filter has it told */
    static void requireStarts(Filter filter, ObjectSource source) {
        for (Filter.Start start : filter.starts()) {
            if (!filter.reportsMissing() && source.type(start.object()) == null) {
                throw MissingObject.fault(start.object());
            }
        }
    }

    /** As {@link #of(Filter, ObjectSource)}, with starts that are gone passed over: they were there when the filter was made. */
    static Selection again(Filter filter, ObjectSource source) {
        Selection selection = new Selection(filter, source.isWhole());
        for (Filter.Start start : filter.starts()) {
            selection.visitAll(new Visit(start.object(), start.onwards(), start.skip()), source);
        }
        return selection;
    }

    /** Those that are told about, in the order in which they were found. */
    Set<ManagedObjectReference<?>> objects() {
        return Collections.unmodifiableSet(objects);
    }

    /** Whose properties were followed, and what was looked for and is not there. */
    Set<ManagedObjectReference<?>> passed() {
        return Collections.unmodifiableSet(passed.keySet());
    }

    /** Whether the selection may be another when properties of an object change. */
    boolean follows(ManagedObjectReference<?> object, Set<String> names) {
        for (Traversal way : passed.getOrDefault(object, List.of())) {
            if (names.contains(way.path().property())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Follows changes without going through everything again. It can when more is led to, and when what is not led to any more is
     * gone, or leads nowhere itself: as where machines come to folders and go, and tasks to the recent ones.
     *
     * @param before the properties as they were when all was followed last, of what is gone, and of what has others that are followed
     * @return null when it cannot: this is of no use any more then, and {@link #again} looks for all
     */
    @Nullable
    Step follow(Map<ManagedObjectReference<?>, DataObject> before, ObjectSource source) {
        if (!whole || !source.isWhole()) {
            return null; // what is hidden may come and go without a change
        }
        List<Visit> come = new ArrayList<>();
        List<Visit> ended = new ArrayList<>();
        List<ManagedObjectReference<?>> left = new ArrayList<>();
        before.forEach((object, properties) -> {
            DataObject now = source.properties(object);
            for (Traversal way : passed.getOrDefault(object, List.of())) {
                compare(properties, now, way, come, ended);
            }
            if (now == null) {
                passed.put(object, List.of());
                more.remove(object);
                gone++;
                if (objects.remove(object)) {
                    left.add(object);
                }
            }
        });
        if (gone > Math.max(GONE_MIN, passed.size() / 2)) {
            return null;
        }
        List<ManagedObjectReference<?>> entered = new ArrayList<>();
        come.forEach(visit -> entered.addAll(visitAll(visit, source)));
        return ended.stream().allMatch(visit -> end(visit, source, left)) ? new Step(entered, left) : null;
    }

    /** Finds what a way leads to now and did not, and the other way round. */
    private static void compare(
            DataObject before, @Nullable DataObject now, Traversal way, List<Visit> come, List<Visit> ended) {
        List<ManagedObjectReference<?>> old = references(PathReader.read(before, way.path()));
        List<ManagedObjectReference<?>> current =
                now == null ? List.of() : references(PathReader.read(now, way.path()));
        int shorter = Math.min(old.size(), current.size());
        int begin = 0; // long lists mostly differ in one place
        while (begin < shorter && old.get(begin).equals(current.get(begin))) {
            begin++;
        }
        int end = 0;
        while (end < shorter - begin && old.get(old.size() - 1 - end).equals(current.get(current.size() - 1 - end))) {
            end++;
        }
        List<ManagedObjectReference<?>> oldOnly = old.subList(begin, old.size() - end);
        List<ManagedObjectReference<?>> newOnly = current.subList(begin, current.size() - end);
        without(newOnly, oldOnly).forEach(next -> come.add(new Visit(next, way.onwards(), way.skip())));
        without(oldOnly, newOnly).forEach(next -> ended.add(new Visit(next, way.onwards(), way.skip())));
    }

    /** Each as often as it stands there more often than among the others. */
    private static List<ManagedObjectReference<?>> without(
            List<ManagedObjectReference<?>> all, List<ManagedObjectReference<?>> others) {
        if (all.isEmpty() || others.isEmpty()) {
            return all;
        }
        Map<ManagedObjectReference<?>, Integer> times = new HashMap<>();
        others.forEach(one -> times.merge(one, 1, Integer::sum));
        return all.stream()
                .filter(one -> times.merge(one, -1, Integer::sum) < 0)
                .toList();
    }

    /**
     * Takes back that a way leads to an object; false when what that means is not to be seen from here.
     *
     * @param left is given the object when it was the last way
     */
    private boolean end(Visit visit, ObjectSource source, List<ManagedObjectReference<?>> left) {
        ManagedObjectReference<?> object = visit.object();
        if (source.type(object) == null) {
            return passed.getOrDefault(object, List.of()).isEmpty();
        }
        if (!passed.getOrDefault(object, List.of()).isEmpty()) {
            return false; // perhaps a circle is all that leads to it now
        }
        if (visit.skip() || !objects.contains(object)) {
            return true;
        }
        Integer others = more.get(object);
        if (others == null) {
            objects.remove(object);
            left.add(object);
        } else if (others == 1) {
            more.remove(object);
        } else {
            more.put(object, others - 1);
        }
        return true;
    }

    /** Goes where a visit leads, but for where it was before; returns what is told about and was not. */
    private List<ManagedObjectReference<?>> visitAll(Visit first, ObjectSource source) {
        List<ManagedObjectReference<?>> entered = new ArrayList<>();
        ArrayDeque<Visit> visits = new ArrayDeque<>();
        visits.add(first);
        while (!visits.isEmpty()) {
            visit(visits.remove(), source, entered, visits);
        }
        return entered;
    }

    private void visit(
            Visit visit, ObjectSource source, List<ManagedObjectReference<?>> entered, ArrayDeque<Visit> visits) {
        ManagedObjectReference<?> object = visit.object();
        ManagedType type = source.type(object);
        DataObject properties = source.properties(object);
        if (type == null || properties == null) {
            passed.putIfAbsent(object, List.of()); // named by another, but gone or not yet there
            return;
        }
        if (!visit.skip() && filter.wants(type)) {
            if (objects.add(object)) {
                entered.add(object);
            } else {
                more.merge(object, 1, Integer::sum);
            }
        }
        for (Traversal traversal : visit.onwards()) {
            if (!type.isSubtypeOf(traversal.type()) || !pass(object, traversal)) {
                continue;
            }
            for (ManagedObjectReference<?> next : references(PathReader.read(properties, traversal.path()))) {
                visits.add(new Visit(next, traversal.onwards(), traversal.skip()));
            }
        }
    }

    /** Notes that a way is followed from an object; false when it was already. */
    private boolean pass(ManagedObjectReference<?> object, Traversal traversal) {
        List<Traversal> ways = passed.get(object);
        if (ways == null || ways.isEmpty()) {
            passed.put(object, new ArrayList<>(List.of(traversal)));
            return true;
        }
        return !ways.contains(traversal) && ways.add(traversal);
    }

    @SuppressWarnings("unchecked") // an array of a managed type holds references and nothing else
    private static List<ManagedObjectReference<?>> references(@Nullable Object value) {
        return switch (value) {
            case ManagedObjectReference<?> one -> List.of(one);
            case ArrayOf(ManagedType _, List<?> items) ->
                (List<ManagedObjectReference<?>>) items; // long ones are not copied
            case ArrayOf(var _, List<?> items) -> {
                List<ManagedObjectReference<?>> references = new ArrayList<>();
                for (Object item : items) {
                    if (item instanceof ManagedObjectReference<?> one) {
                        references.add(one);
                    }
                }
                yield references;
            }
            case null, default -> List.of();
        };
    }
}
