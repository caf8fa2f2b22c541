package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlarmEventArgument;
import dev.carafe.vsphere.vim.vim25.AlarmInfo;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityEventArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.TaskReasonAlarm;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Tells in events what becomes of alarms. Not to be used while the registry is being changed. */
final class AlarmEvents {
    private final Events events;
    private final ObjectRegistry registry;

    AlarmEvents(Events events, ObjectRegistry registry) {
        this.events = events;
        this.registry = registry;
    }

    void created(AlarmInfo alarm) {
        post("AlarmCreatedEvent", alarm, alarm.entity(), Map.of());
    }

    void reconfigured(AlarmInfo alarm) {
        post("AlarmReconfiguredEvent", alarm, alarm.entity(), Map.of());
    }

    void removed(AlarmInfo alarm) {
        post("AlarmRemovedEvent", alarm, alarm.entity(), Map.of());
    }

    void acknowledged(AlarmInfo alarm, ManagedObjectReference<?> entity) {
        post("AlarmAcknowledgedEvent", alarm, entity, Map.of("source", named(alarm.entity())));
    }

    void cleared(AlarmInfo alarm, ManagedObjectReference<?> entity, ManagedEntityStatus from) {
        post("AlarmClearedEvent", alarm, entity, Map.of("source", named(alarm.entity()), "from", word(from)));
    }

    void changed(AlarmStates.Transition change) {
        post(
                "AlarmStatusChangedEvent",
                change.alarm(),
                change.entity(),
                Map.of("source", named(change.alarm().entity()), "from", word(change.from()), "to", word(change.to())));
    }

    /** Has begun to do what the alarm is to do. */
    void triggered(AlarmStates.Transition change) {
        post(
                "AlarmActionTriggeredEvent",
                change.alarm(),
                change.entity(),
                Map.of("source", named(change.alarm().entity())));
    }

    /** Could not do it. */
    void failed(AlarmStates.Transition change, String type, Map<String, Object> own, String why) {
        Map<String, Object> fields = new HashMap<>(own);
        fields.put(
                "reason",
                new LocalizedMethodFault(
                        NotSupported.builder().build(), "The operation is not supported on the object: " + why + "."));
        post(type, change.alarm(), change.entity(), fields);
    }

    /** A method that an alarm called says that it does not do it; the API has no event of its own for that. */
    void refused(AlarmStates.Transition change, String method, FaultException why) {
        String sentence =
                "The alarm '" + change.alarm().name() + "' could not call " + method + ": " + why.getMessage();
        String type = switch (change.entity().type()) {
            case "VirtualMachine" -> "GeneralVmErrorEvent";
            case "HostSystem" -> "GeneralHostErrorEvent";
            default -> "GeneralUserEvent";
        };
        events.post(change.entity(), header -> header.event(type, Map.of("message", sentence)));
    }

    /** Why a task was begun. */
    TaskReasonAlarm reason(AlarmStates.Transition change) {
        ManagedEntityEventArgument entity = named(change.entity());
        return new TaskReasonAlarm(change.alarm().name(), change.alarm().alarm(), entity.name(), entity.entity());
    }

    private void post(String type, AlarmInfo alarm, ManagedObjectReference<?> entity, Map<String, Object> more) {
        Map<String, Object> own = new HashMap<>(more);
        own.put("alarm", new AlarmEventArgument(alarm.name(), alarm.alarm()));
        own.put("entity", named(entity));
        events.post(entity, header -> header.event(type, own));
    }

    /** An entity that has gone meanwhile is called by its id. */
    private ManagedEntityEventArgument named(ManagedObjectReference<?> entity) {
        String name = registry.properties(entity)
                .filter(ManagedEntityProperties.class::isInstance)
                .map(found -> ((ManagedEntityProperties) found).name())
                .orElse(entity.value());
        return new ManagedEntityEventArgument(
                name, new ManagedObjectReference<ManagedEntity>(entity.type(), entity.value()));
    }

    /** As upstream writes it in sentences. */
    private static String word(ManagedEntityStatus status) {
        String wire = status.wire();
        return wire.substring(0, 1).toUpperCase(Locale.ROOT) + wire.substring(1);
    }
}
