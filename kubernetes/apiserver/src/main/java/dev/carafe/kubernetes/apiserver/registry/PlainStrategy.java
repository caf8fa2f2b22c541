package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The strategy of a kind that differs from others in its defaults and its cells alone. */
final class PlainStrategy extends DefaultStrategy {
    private final UnaryOperator<Struct> defaults;
    private final BiFunction<Struct, Instant, List<Object>> cells;

    PlainStrategy(Kind kind, UnaryOperator<Struct> defaults, BiFunction<Struct, Instant, List<Object>> cells) {
        super(kind);
        this.defaults = defaults;
        this.cells = cells;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return defaults.apply(object);
    }

    @Override
    public List<Object> tableCells(Struct object, Instant now) {
        return cells.apply(object, now);
    }
}
