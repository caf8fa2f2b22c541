package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.PathElement;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts what an applied configuration says into a live object.
 *
 * <p>What the configuration does not mention stays. Items of the live list stay where they are, except that those which
 * the configuration names come in the configuration's order.
 */
final class Merger {
    private final TypedSchema schema;

    Merger(TypedSchema schema) {
        this.schema = schema;
    }

    Struct merge(FieldType type, Struct live, Struct applied) {
        return (Struct) merged(type, live, applied);
    }

    private Object merged(FieldType type, Object live, Object applied) {
        return switch (schema.shape(type, live, applied)) {
            case Shape.Items items
            when live instanceof List<?> before && applied instanceof List<?> after ->
                before.isEmpty() && after.isEmpty() ? applied : items(items, before, after);
            case Shape.Fields fields
            when live instanceof Struct before && applied instanceof Struct after -> fields(fields, before, after);
            case Shape.Items _ when live instanceof List<?> before && !before.isEmpty() -> live; // null says nothing
            case Shape.Fields _ when live instanceof Struct before && !before.isEmpty() -> live;
            case Shape.Leaf _, Shape.Items _, Shape.Fields _ -> applied;
        };
    }

    private Struct fields(Shape.Fields fields, Struct live, Struct applied) {
        Struct.Builder result = live.toBuilder();
        applied.forEach((name, value) -> {
            Object before = live.get(name);
            result.put(name, before == null ? value : merged(fields.type(name), before, value));
        });
        return result.build();
    }

    private Object item(Shape.Items items, @Nullable Object live, Object applied) {
        return live == null ? applied : merged(items.item(), live, applied);
    }

    private List<Object> items(Shape.Items items, List<?> live, List<?> applied) {
        List<PathElement> liveSteps = steps(items, live);
        List<PathElement> appliedSteps = steps(items, applied);
        Map<PathElement, Object> liveByStep = index(liveSteps, live);
        Set<PathElement> named = new TreeSet<>(appliedSteps);
        int[] nextShared = nextShared(appliedSteps, liveByStep.keySet());
        List<Object> result = new ArrayList<>(live.size() + applied.size());
        int next = 0;
        for (int i = 0; i < live.size(); i++) {
            if (!named.contains(liveSteps.get(i))) {
                result.add(live.get(i));
                continue;
            }
            // A live item that the configuration names gives its place to what comes next there, and to the new ones
            // before it.
            int shared = nextShared[next];
            if (shared == applied.size() || !appliedSteps.get(shared).equals(liveSteps.get(i))) {
                continue; // its turn comes at another's place
            }
            for (; next <= shared; next++) {
                result.add(item(items, liveByStep.get(appliedSteps.get(next)), applied.get(next)));
            }
        }
        for (; next < applied.size(); next++) {
            result.add(item(items, liveByStep.get(appliedSteps.get(next)), applied.get(next)));
        }
        return Collections.unmodifiableList(result);
    }

    /** For each applied item, and the end, which one is the next from there on that is live too: an index, or their number. */
    private static int[] nextShared(List<PathElement> applied, Set<PathElement> live) {
        int[] next = new int[applied.size() + 1];
        next[applied.size()] = applied.size();
        for (int i = applied.size() - 1; i >= 0; i--) {
            next[i] = live.contains(applied.get(i)) ? i : next[i + 1];
        }
        return next;
    }

    private static List<PathElement> steps(Shape.Items items, List<?> list) {
        List<PathElement> steps = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            steps.add(TypedSchema.stepOrPosition(items, list.get(i), i));
        }
        return steps;
    }

    private static Map<PathElement, Object> index(List<PathElement> steps, List<?> list) {
        Map<PathElement, Object> byStep = new TreeMap<>();
        for (int i = 0; i < list.size(); i++) {
            byStep.putIfAbsent(steps.get(i), list.get(i));
        }
        return byStep;
    }
}
