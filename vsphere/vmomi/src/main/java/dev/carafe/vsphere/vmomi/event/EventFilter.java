package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventArgument;
import dev.carafe.vsphere.vim.vim25.EventEx;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByTime;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByUsername;
import dev.carafe.vsphere.vim.vim25.ExtendedEvent;
import dev.carafe.vsphere.vim.vim25.TaskEvent;
import dev.carafe.vsphere.vmomi.history.EntityScope;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which events a client asks for. */
record EventFilter(EventFilterSpec spec) {
    boolean matches(Event event, ObjectSource source) {
        return matchesEntity(event, source)
                && matchesTime(event, spec.time())
                && matchesUser(event, spec.userName())
                && (spec.eventChainId() == null || spec.eventChainId() == 0 || spec.eventChainId() == event.chainId())
                && (spec.category().isEmpty() || spec.category().contains(EventFormats.category(event)))
                && (spec.type().isEmpty() || isOneOf(event, spec.type()))
                && (spec.eventTypeId().isEmpty() || isOneOf(event, spec.eventTypeId()))
                && (spec.tag().isEmpty() || spec.tag().contains(event.changeTag()))
                && (spec.alarm() == null || references(event).contains(spec.alarm()))
                && (spec.scheduledTask() == null || references(event).contains(spec.scheduledTask()));
    }

    /** What the client is given of an event that matches. */
    Event given(Event event) {
        return Boolean.TRUE.equals(spec.disableFullMessage()) ? event.withFullFormattedMessage(null) : event;
    }

    private boolean matchesEntity(Event event, ObjectSource source) {
        if (spec.entity() == null) {
            return true;
        }
        EntityScope scope =
                EntityScope.of(spec.entity().entity(), spec.entity().recursion().wire());
        return scope.isEverything(source)
                || references(event).stream().anyMatch(reference -> scope.contains(reference, source));
    }

    private static boolean matchesTime(Event event, @Nullable EventFilterSpecByTime time) {
        return time == null
                || ((time.beginTime() == null || !event.createdTime().isBefore(time.beginTime()))
                        && (time.endTime() == null || !event.createdTime().isAfter(time.endTime())));
    }

    private static boolean matchesUser(Event event, @Nullable EventFilterSpecByUsername users) {
        if (users == null) {
            return true;
        }
        return event.userName().isEmpty()
                ? users.systemUser()
                : users.userList().isEmpty()
                        ? !users.systemUser()
                        : users.userList().contains(event.userName());
    }

    /** Whether its type, or one that it is a kind of, is among the names. */
    private static boolean isOneOf(Event event, List<String> names) {
        if (event instanceof EventEx ex && names.contains(ex.eventTypeId())) {
            return true;
        }
        if (event instanceof ExtendedEvent extended && names.contains(extended.eventTypeId())) {
            return true;
        }
        for (DataType type = event.dataType(); type != null; type = type.parent()) {
            if (names.contains(type.wsdlName()) || names.contains(type.vmodlName())) {
                return true;
            }
        }
        return false;
    }

    /** The objects that an event names. */
    static List<ManagedObjectReference<?>> references(Event event) {
        List<ManagedObjectReference<?>> references = new ArrayList<>();
        for (int i = 0; i < event.dataType().fields().size(); i++) {
            switch (event.field(i)) {
                case EventArgument argument -> collect(argument, references);
                case ManagedObjectReference<?> reference -> references.add(reference);
                case null, default -> {}
            }
        }
        if (event instanceof TaskEvent task && task.info().entity() != null) {
            references.add(task.info().entity());
        }
        if (event instanceof EventEx ex && ex.objectType() != null && ex.objectId() != null) {
            references.add(new ManagedObjectReference<>(ex.objectType(), ex.objectId()));
        }
        return references;
    }

    private static void collect(DataObject argument, List<ManagedObjectReference<?>> references) {
        for (int i = 0; i < argument.dataType().fields().size(); i++) {
            if (argument.field(i) instanceof ManagedObjectReference<?> reference) {
                references.add(reference);
            }
        }
    }
}
