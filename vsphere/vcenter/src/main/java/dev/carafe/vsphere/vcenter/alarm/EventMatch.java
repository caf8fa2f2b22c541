package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpression;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpressionComparison;
import dev.carafe.vsphere.vim.vim25.EventEx;
import dev.carafe.vsphere.vim.vim25.ExtendedEvent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether an event is one that an alarm waits for, and whom it is about. Pure. */
final class EventMatch {
    /** What stands before the names of event types where they are written as ids. */
    private static final String ID_PREFIX = "vim.event.";

    private EventMatch() {}

    /** The entity that an expression finds an event to be about; empty when it does not wait for this event. */
    static Optional<ManagedObjectReference<?>> of(EventAlarmExpression expression, Event event) {
        return isOfType(expression, event)
                        && expression.comparisons().stream().allMatch(comparison -> holds(comparison, event))
                ? subject(expression.objectType(), event)
                : Optional.empty();
    }

    private static boolean isOfType(EventAlarmExpression expression, Event event) {
        DataType type = ((DataObject) event).dataType();
        boolean named =
                Expressions.named(expression.eventType()) instanceof DataType wanted && type.isSubtypeOf(wanted);
        String id = expression.eventTypeId();
        if (id == null || id.isEmpty()) {
            return named;
        }
        return switch (event) {
            case EventEx ex -> ex.eventTypeId().equals(id);
            case ExtendedEvent extended -> extended.eventTypeId().equals(id);
            default -> type.wsdlName().equals(id) || (ID_PREFIX + type.wsdlName()).equals(id);
        };
    }

    private static boolean holds(EventAlarmExpressionComparison comparison, Event event) {
        String value = Objects.requireNonNullElse(attribute(event, comparison.attributeName()), "");
        String wanted = comparison.value();
        return switch (comparison.operator()) {
            case "equals" -> value.equals(wanted);
            case "notEqualTo" -> !value.equals(wanted);
            case "startsWith" -> value.startsWith(wanted);
            case "doesNotStartWith" -> !value.startsWith(wanted);
            case "endsWith" -> value.endsWith(wanted);
            case "doesNotEndWith" -> !value.endsWith(wanted);
            default -> false;
        };
    }

    private static @Nullable String attribute(Event event, String name) {
        Optional<String> argument = switch (event) {
            case EventEx ex ->
                ex.arguments().stream()
                        .filter(each -> each.key().equals(name))
                        .map(each -> each.value().toString())
                        .findFirst();
            case ExtendedEvent extended ->
                extended.data().stream()
                        .filter(each -> each.key().equals(name))
                        .map(each -> each.value())
                        .findFirst();
            default -> Optional.empty();
        };
        return argument.orElseGet(() -> Expressions.value((DataObject) event, name));
    }

    /** The entity of a type that an event names; without a type the smallest that it names. */
    private static Optional<ManagedObjectReference<?>> subject(@Nullable String type, Event event) {
        Stream<? extends @Nullable ManagedObjectReference<?>> named = Stream.of(
                own(event),
                event.vm() == null ? null : event.vm().vm(),
                event.host() == null ? null : event.host().host(),
                event.ds() == null ? null : event.ds().datastore(),
                event.net() == null ? null : event.net().network(),
                event.dvs() == null ? null : event.dvs().dvs(),
                event.computeResource() == null ? null : event.computeResource().computeResource(),
                event.datacenter() == null ? null : event.datacenter().datacenter());
        return named.filter(Objects::nonNull)
                .<ManagedObjectReference<?>>map(reference -> reference)
                .filter(reference -> isA(reference, type))
                .findFirst();
    }

    /** What an event of an extension says that it is about. */
    private static @Nullable ManagedObjectReference<?> own(Event event) {
        return switch (event) {
            case EventEx ex
            when ex.objectId() != null && ex.objectType() != null ->
                new ManagedObjectReference<>(ex.objectType(), ex.objectId());
            case ExtendedEvent extended -> extended.managedObject();
            default -> null;
        };
    }

    private static boolean isA(ManagedObjectReference<?> reference, @Nullable String type) {
        return Vim25.NAMESPACE.type(reference.type()) instanceof ManagedType own && Expressions.isOf(type, own);
    }
}
