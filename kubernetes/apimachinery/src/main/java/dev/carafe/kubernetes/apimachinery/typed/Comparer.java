package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.PathElement;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Walks two objects side by side and notes where they differ. For one comparison, by one thread. */
final class Comparer {
    private final TypedSchema schema;
    private final FieldSet.Builder added = new FieldSet.Builder();
    private final FieldSet.Builder modified = new FieldSet.Builder();
    private final FieldSet.Builder removed = new FieldSet.Builder();

    private Comparer(TypedSchema schema) {
        this.schema = schema;
    }

    static Comparison compare(TypedSchema schema, FieldType type, Struct before, Struct after) {
        Comparer comparer = new Comparer(schema);
        comparer.compare(type, before, after, new Place(null, null));
        return new Comparison(comparer.added.build(), comparer.modified.build(), comparer.removed.build());
    }

    /** Where the walk is; the path is made only for what differs. */
    private record Place(@Nullable Place parent, @Nullable PathElement step) {
        FieldSet.Builder in(FieldSet.Builder set) {
            return parent == null || step == null ? set : parent.in(set).at(step);
        }
    }

    private void compare(FieldType type, @Nullable Object before, @Nullable Object after, Place place) {
        if (Objects.equals(before, after)) {
            return;
        }
        switch (schema.shape(type, before, after)) {
            case Shape.Items items
            when !(isEmptyList(before) && isEmptyList(after)) -> {
                items(items, list(before), list(after), place);
                ends(before, after, place);
            }
            case Shape.Fields fields
            when !(isEmptyMap(before) && isEmptyMap(after)) -> {
                fields(fields, before, after, place);
                ends(before, after, place);
            }
            case Shape.Leaf _, Shape.Items _, Shape.Fields _ -> leaf(before, after, place);
        }
    }

    private static boolean isEmptyList(@Nullable Object value) {
        return !(value instanceof List<?> list) || list.isEmpty();
    }

    private static boolean isEmptyMap(@Nullable Object value) {
        return !(value instanceof Struct struct) || struct.isEmpty();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Struct struct(@Nullable Object value) {
        return value instanceof Struct struct ? struct : Struct.EMPTY;
    }

    private void leaf(@Nullable Object before, @Nullable Object after, Place place) {
        if (before != null && after != null) {
            place.in(modified).add();
        } else {
            ends(before, after, place);
        }
    }

    private void ends(@Nullable Object before, @Nullable Object after, Place place) {
        if (place.step() == null) {
            return; // the object itself is nobody's
        }
        if (before == null) {
            place.in(added).add();
        } else if (after == null) {
            place.in(removed).add();
        }
    }

    private void fields(Shape.Fields fields, @Nullable Object before, @Nullable Object after, Place place) {
        Struct left = struct(before);
        Struct right = struct(after);
        for (int i = 0; i < left.size(); i++) {
            String name = left.nameAt(i);
            field(fields, name, left.valueAt(i), value(fields, after, name, left.valueAt(i)), place);
        }
        for (int i = 0; i < right.size(); i++) {
            String name = right.nameAt(i);
            if (!left.has(name)) {
                field(fields, name, value(fields, before, name, right.valueAt(i)), right.valueAt(i), place);
            }
        }
    }

    /** What an object has in a field, be it what nobody set; null where it has nothing or is not there itself. */
    private @Nullable Object value(Shape.Fields fields, @Nullable Object object, String name, Object other) {
        Object value = struct(object).get(name);
        return value == null && object instanceof Struct ? schema.unset(fields, name, other) : value;
    }

    private void field(Shape.Fields fields, String name, @Nullable Object before, @Nullable Object after, Place place) {
        compare(fields.type(name), before, after, new Place(place, new PathElement.Field(name)));
    }

    private void items(Shape.Items items, List<?> before, List<?> after, Place place) {
        Map<PathElement, List<Object>> left = byStep(items, before);
        Map<PathElement, List<Object>> right = byStep(items, after);
        Set<PathElement> steps = new TreeSet<>(left.keySet());
        steps.addAll(right.keySet());
        for (PathElement step : steps) {
            same(
                    items,
                    left.getOrDefault(step, List.of()),
                    right.getOrDefault(step, List.of()),
                    new Place(place, step));
        }
    }

    private static Map<PathElement, List<Object>> byStep(Shape.Items items, List<?> list) {
        Map<PathElement, List<Object>> byStep = new TreeMap<>();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            byStep.computeIfAbsent(TypedSchema.stepOrPosition(items, item, i), _ -> new ArrayList<>(1))
                    .add(item);
        }
        return byStep;
    }

    /** Items of one step; several of them count as one value. */
    private void same(Shape.Items items, List<Object> before, List<Object> after, Place place) {
        boolean twiceBefore = before.size() > 1;
        boolean twiceAfter = after.size() > 1;
        if (twiceBefore && twiceAfter) {
            if (!before.equals(after)) {
                place.in(modified).add();
            }
        } else if (twiceBefore) {
            if (!after.isEmpty()) {
                compare(items.item(), null, after.getFirst(), place);
            }
            place.in(removed).add();
        } else if (twiceAfter) {
            if (!before.isEmpty()) {
                compare(items.item(), before.getFirst(), null, place);
            }
            place.in(added).add();
        } else {
            compare(
                    items.item(),
                    before.isEmpty() ? null : before.getFirst(),
                    after.isEmpty() ? null : after.getFirst(),
                    place);
        }
    }
}
