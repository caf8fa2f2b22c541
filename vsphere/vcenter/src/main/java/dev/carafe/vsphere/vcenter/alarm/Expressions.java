package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.VimType;
import dev.carafe.vsphere.vim.vim25.AlarmExpression;
import dev.carafe.vsphere.vim.vim25.AndAlarmExpression;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpression;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import dev.carafe.vsphere.vim.vim25.OrAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmExpression;
import dev.carafe.vsphere.vim.vim25.StateAlarmOperator;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an alarm's expression says of an entity. Pure. */
final class Expressions {
    private Expressions() {}

    /** The status; gray when the expression says nothing of entities of this type. */
    static ManagedEntityStatus status(AlarmExpression expression, Evidence evidence) {
        return switch (expression) {
            case StateAlarmExpression state -> status(state, evidence.type(), evidence.properties());
            case MetricAlarmExpression metric -> evidence.measured().apply(metric);
            case EventAlarmExpression event -> // the event that came last decides
                evidence.told() != null && isOf(event.objectType(), evidence.type())
                        ? evidence.told()
                        : ManagedEntityStatus.GRAY;
            case OrAlarmExpression any ->
                any.expression().stream()
                        .map(one -> status(one, evidence))
                        .reduce(ManagedEntityStatus.GRAY, Expressions::worse);
            case AndAlarmExpression all -> {
                List<ManagedEntityStatus> each = all.expression().stream()
                        .map(one -> status(one, evidence))
                        .toList();
                yield each.isEmpty()
                        ? ManagedEntityStatus.GRAY
                        : each.stream().reduce(Expressions::better).orElseThrow();
            }
            default -> ManagedEntityStatus.GRAY;
        };
    }

    /**
     * Whether an expression has anything of a kind of trigger.
     *
     * @param trigger as {@code AlarmFilterSpec} has it; null for any
     */
    static boolean hasTrigger(AlarmExpression expression, @Nullable String trigger) {
        return switch (trigger) {
            case "triggerTypeEvent" ->
                of(expression, EventAlarmExpression.class).findAny().isPresent();
            case "triggerTypeMetric" ->
                of(expression, MetricAlarmExpression.class).findAny().isPresent();
            case null, default -> true;
        };
    }

    /** The single expressions of which one is made, that are of a type. */
    static <E extends AlarmExpression> Stream<E> of(AlarmExpression expression, Class<E> type) {
        return switch (expression) {
            case OrAlarmExpression any -> any.expression().stream().flatMap(one -> of(one, type));
            case AndAlarmExpression all -> all.expression().stream().flatMap(one -> of(one, type));
            default -> type.isInstance(expression) ? Stream.of(type.cast(expression)) : Stream.empty();
        };
    }

    /** Whether an entity is of a type; a type that is not said is any. */
    static boolean isOf(@Nullable String type, ManagedType entity) {
        return type == null
                || type.isEmpty()
                || (named(type) instanceof ManagedType wanted && entity.isSubtypeOf(wanted));
    }

    /** The type of a name, which tools also give with where the API's own language has it: {@code vim.event.EventEx}. */
    static @Nullable VimType named(String type) {
        return Vim25.NAMESPACE.type(type.substring(type.lastIndexOf('.') + 1));
    }

    private static ManagedEntityStatus status(StateAlarmExpression state, ManagedType type, DataObject properties) {
        if (!isOf(state.type(), type)) {
            return ManagedEntityStatus.GRAY;
        }
        String value = value(properties, state.statePath());
        if (value == null) {
            return ManagedEntityStatus.GRAY;
        }
        boolean equal = state.operator() == StateAlarmOperator.IS_EQUAL;
        if (state.red() != null && value.equals(state.red()) == equal) {
            return ManagedEntityStatus.RED;
        }
        if (state.yellow() != null && value.equals(state.yellow()) == equal) {
            return ManagedEntityStatus.YELLOW;
        }
        return ManagedEntityStatus.GREEN;
    }

    /** The text of a property of a property, and so on; null where there is none. */
    static @Nullable String value(DataObject properties, String path) {
        Object value = properties;
        for (String name : path.split("\\.", -1)) {
            if (!(value instanceof DataObject data) || data.dataType().indexOf(name) < 0) {
                return null;
            }
            value = data.field(data.dataType().indexOf(name));
        }
        return value instanceof VimEnum constant ? constant.wire() : value == null ? null : value.toString();
    }

    private static ManagedEntityStatus worse(ManagedEntityStatus one, ManagedEntityStatus other) {
        return rank(one) >= rank(other) ? one : other;
    }

    private static ManagedEntityStatus better(ManagedEntityStatus one, ManagedEntityStatus other) {
        return rank(one) <= rank(other) ? one : other;
    }

    private static int rank(ManagedEntityStatus status) {
        return switch (status) {
            case GRAY, UNRECOGNIZED -> 0;
            case GREEN -> 1;
            case YELLOW -> 2;
            case RED -> 3;
        };
    }
}
