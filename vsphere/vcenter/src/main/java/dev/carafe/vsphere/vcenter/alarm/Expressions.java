package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.VimEnum;
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
import org.jspecify.annotations.Nullable;

/** What an alarm's expression says of an entity. Pure. */
final class Expressions {
    private Expressions() {}

    /** The status; gray when the expression says nothing of entities of this type. */
    static ManagedEntityStatus status(AlarmExpression expression, ManagedType type, DataObject properties) {
        return switch (expression) {
            case StateAlarmExpression state -> status(state, type, properties);
            case OrAlarmExpression any ->
                any.expression().stream()
                        .map(one -> status(one, type, properties))
                        .reduce(ManagedEntityStatus.GRAY, Expressions::worse);
            case AndAlarmExpression all -> {
                List<ManagedEntityStatus> each = all.expression().stream()
                        .map(one -> status(one, type, properties))
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
        return switch (expression) {
            case OrAlarmExpression any -> any.expression().stream().anyMatch(one -> hasTrigger(one, trigger));
            case AndAlarmExpression all -> all.expression().stream().anyMatch(one -> hasTrigger(one, trigger));
            default ->
                switch (trigger) {
                    case "triggerTypeEvent" -> expression instanceof EventAlarmExpression;
                    case "triggerTypeMetric" -> expression instanceof MetricAlarmExpression;
                    case null, default -> true;
                };
        };
    }

    private static ManagedEntityStatus status(StateAlarmExpression state, ManagedType type, DataObject properties) {
        if (!(Vim25.NAMESPACE.type(state.type()) instanceof ManagedType wanted) || !type.isSubtypeOf(wanted)) {
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

    private static @Nullable String value(DataObject properties, String path) {
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
