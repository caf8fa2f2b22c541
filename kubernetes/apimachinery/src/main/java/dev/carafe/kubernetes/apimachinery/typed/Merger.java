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
        List<Object> result = new ArrayList<>(live.size() + applied.size());
        int next = 0;
        for (int i = 0; i < live.size(); i++) {
            if (!named.contains(liveSteps.get(i))) {
                result.add(live.get(i));
                continue;
            }
            // A live item that the configuration names gives its place to what comes next there, and to the new ones
            // before it.
            next = takeUpToShared(items, applied, appliedSteps, liveByStep, next, liveSteps.get(i), result);
        }
        for (; next < applied.size(); next++) {
            result.add(item(items, liveByStep.get(appliedSteps.get(next)), applied.get(next)));
        }
        return Collections.unmodifiableList(result);
    }

    /** Adds applied items up to and with the next shared one, if it is the one whose place this is. */
    private int takeUpToShared(
            Shape.Items items,
            List<?> applied,
            List<PathElement> appliedSteps,
            Map<PathElement, Object> liveByStep,
            int from,
            PathElement here,
            List<Object> result) {
        int shared = from;
        while (shared < applied.size() && !liveByStep.containsKey(appliedSteps.get(shared))) {
            shared++;
        }
        if (shared == applied.size() || !appliedSteps.get(shared).equals(here)) {
            return from; // its turn comes at another's place
        }
        for (int i = from; i <= shared; i++) {
            result.add(item(items, liveByStep.get(appliedSteps.get(i)), applied.get(i)));
        }
        return shared + 1;
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
