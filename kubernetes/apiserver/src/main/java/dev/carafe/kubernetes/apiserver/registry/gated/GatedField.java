package dev.carafe.kubernetes.apiserver.registry.gated;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fields that come and go with a gate.
 *
 * @param gate whose being off drops them; empty where its time is over and nothing turns it on again
 * @param where the part of the object that the rule sees; empty for the whole
 * @param atCreate whether a new object loses them too
 */
@SuppressWarnings("ReferenceEquality") // tells whether a subtree was replaced, not whether it is equal
record GatedField(String gate, List<String> where, Rule rule, boolean atCreate) {
    /** The gate of what is no more. */
    static final String GONE = "";

    /** What the fields are, in a part of an object. */
    sealed interface Rule {
        /** Whether the object had any of them before, so that it may go on to. */
        boolean isUsedIn(Struct old);

        Struct dropFrom(Struct object);
    }

    /** Fields that ways lead to, kept where ways lead to any. */
    record Ways(List<FieldWay> dropped, List<FieldWay> keptBy) implements Rule {
        @Override
        public boolean isUsedIn(Struct old) {
            return keptBy.stream().anyMatch(way -> way.isUsedIn(old));
        }

        @Override
        public Struct dropFrom(Struct object) {
            Struct left = object;
            for (FieldWay way : dropped) {
                left = way.dropFrom(left);
            }
            return left;
        }
    }

    /** Fields that go by more than their names. */
    record Special(Predicate<Struct> used, UnaryOperator<Struct> drop) implements Rule {
        @Override
        public boolean isUsedIn(Struct old) {
            return used.test(old);
        }

        @Override
        public Struct dropFrom(Struct object) {
            return drop.apply(object);
        }
    }

    /** Fields each of which keeps all, in the words of {@link FieldWay}. */
    static GatedField of(String gate, String... ways) {
        return keptBy(gate, List.of(ways), ways);
    }

    /** Fields that are kept where others are used. */
    static GatedField keptBy(String gate, List<String> kept, String... ways) {
        return new GatedField(
                gate,
                List.of(),
                new Ways(
                        Stream.of(ways).map(FieldWay::parse).toList(),
                        kept.stream().map(FieldWay::parse).toList()),
                true);
    }

    /** Fields that go by more than their names. */
    static GatedField special(String gate, Predicate<Struct> used, UnaryOperator<Struct> drop) {
        return new GatedField(gate, List.of(), new Special(used, drop), true);
    }

    /** The same fields in a part of the object, names with dots between. */
    GatedField in(String part) {
        return new GatedField(gate, List.of(part.split("\\.", -1)), rule, atCreate);
    }

    /** The same, which a new object may have. */
    GatedField onlyAtUpdate() {
        return new GatedField(gate, where, rule, false);
    }

    /** The object as it is taken while the gate is off. */
    Struct dropUnlessUsed(Struct object, @Nullable Struct old) {
        if (old == null ? !atCreate : old.find(where) instanceof Struct before && rule.isUsedIn(before)) {
            return object;
        }
        return drop(object, 0);
    }

    private Struct drop(Struct object, int depth) {
        if (depth == where.size()) {
            return rule.dropFrom(object);
        }
        String name = where.get(depth);
        Struct part = object.struct(name);
        if (part == null) {
            return object;
        }
        Object left = drop(part, depth + 1);
        return left == part ? object : object.with(name, left);
    }
}
