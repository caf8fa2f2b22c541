package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The strategy of a kind that differs from others in its defaults, its cells and its rules alone. */
final class PlainStrategy extends DefaultStrategy {
    private final UnaryOperator<Struct> defaults;
    private final @Nullable Function<Struct, List<Object>> cells;
    private final Rules rules;
    private final Rules statusRules;

    /** What objects obey beyond the fields that they must have. */
    @FunctionalInterface
    interface Rules {
        Rules NONE = (_, _, _) -> {};

        /**
         * Checks an object.
         *
         * @param old as it was; null for a new one
         */
        void check(Struct object, @Nullable Struct old, List<FieldError> errors);
    }

    /**
     * The strategy of a kind.
     *
     * @param cells what its rows hold; null for name and age
     * @param statusRules those of a change of the status, which always has an object as it was
     */
    PlainStrategy(
            Kind kind,
            UnaryOperator<Struct> defaults,
            @Nullable Function<Struct, List<Object>> cells,
            Rules rules,
            Rules statusRules) {
        super(kind);
        this.defaults = defaults;
        this.cells = cells;
        this.rules = rules;
        this.statusRules = statusRules;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return defaults.apply(object);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return cells == null ? super.tableCells(object) : cells.apply(object);
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        rules.check(object, null, errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        rules.check(object, old, errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        statusRules.check(object, old, errors);
    }
}
