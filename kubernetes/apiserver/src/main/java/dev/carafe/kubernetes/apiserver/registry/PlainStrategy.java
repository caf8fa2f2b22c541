package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The strategy of a kind that differs from others in its defaults, its cells and its rules alone. */
final class PlainStrategy extends DefaultStrategy {
    private final UnaryOperator<Struct> defaults;
    private final @Nullable Function<Struct, List<Object>> cells;
    private final BiConsumer<Struct, List<FieldError>> rules;

    /**
     * The strategy of a kind.
     *
     * @param cells what its rows hold; null for name and age
     * @param rules what its objects obey beyond the fields that they must have
     */
    PlainStrategy(
            Kind kind,
            UnaryOperator<Struct> defaults,
            @Nullable Function<Struct, List<Object>> cells,
            BiConsumer<Struct, List<FieldError>> rules) {
        super(kind);
        this.defaults = defaults;
        this.cells = cells;
        this.rules = rules;
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
    void validate(Struct object, List<FieldError> errors) {
        rules.accept(object, errors);
    }
}
