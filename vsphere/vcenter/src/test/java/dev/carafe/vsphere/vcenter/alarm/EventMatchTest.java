package dev.carafe.vsphere.vcenter.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpression;
import dev.carafe.vsphere.vim.vim25.EventAlarmExpressionComparison;
import dev.carafe.vsphere.vim.vim25.EventEx;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.KeyAnyValue;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VmEventArgument;
import dev.carafe.vsphere.vim.vim25.VmPoweredOffEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventMatchTest {
    private static final ManagedObjectReference<VirtualMachine> MACHINE =
            new ManagedObjectReference<>("VirtualMachine", "vm-1");
    private static final ManagedObjectReference<HostSystem> HOST = new ManagedObjectReference<>("HostSystem", "host-1");

    private static final Event POWERED_OFF = VmPoweredOffEvent.builder()
            .key(1)
            .chainId(1)
            .createdTime(Instant.EPOCH)
            .userName("")
            .vm(new VmEventArgument("web", MACHINE))
            .host(new HostEventArgument("h", HOST))
            .template(false)
            .build();

    private static final Event OF_AN_EXTENSION = EventEx.builder()
            .key(2)
            .chainId(2)
            .createdTime(Instant.EPOCH)
            .userName("")
            .eventTypeId("com.example.backup.failed")
            .arguments(List.of(new KeyAnyValue("reason", "tape is full")))
            .objectType("VirtualMachine")
            .objectId("vm-7")
            .build();

    private static EventAlarmExpression waitingFor(String type) {
        return EventAlarmExpression.builder().eventType(type).build();
    }

    @ParameterizedTest
    @CsvSource({
        "VmPoweredOffEvent, true",
        "VmEvent, true",
        "Event, true",
        "vim.event.VmPoweredOffEvent, true",
        "vim.event.VmPoweredOnEvent, false",
        "VmPoweredOnEvent, false",
        "VirtualMachine, false",
        "NoSuchEvent, false"
    })
    void anEventIsOfItsTypeAndOfThoseAbove(String type, boolean matches) {
        assertThat(EventMatch.of(waitingFor(type), POWERED_OFF).isPresent()).isEqualTo(matches);
    }

    @Test
    void anEventIsAboutWhatTheAlarmWatches() {
        EventAlarmExpression ofHosts = waitingFor("VmPoweredOffEvent").toBuilder()
                .objectType("HostSystem")
                .build();
        EventAlarmExpression ofStores = waitingFor("VmPoweredOffEvent").toBuilder()
                .objectType("Datastore")
                .build();
        assertThat(EventMatch.of(waitingFor("VmPoweredOffEvent"), POWERED_OFF)).hasValue(MACHINE);
        assertThat(EventMatch.of(ofHosts, POWERED_OFF)).hasValue(HOST);
        assertThat(EventMatch.of(ofStores, POWERED_OFF)).isEmpty();
        assertThat(EventMatch.of(
                        ofHosts.toBuilder().objectType("vim.HostSystem").build(), POWERED_OFF))
                .as("as govc says it")
                .hasValue(HOST);
    }

    @ParameterizedTest
    @CsvSource({
        "equals, web, true",
        "equals, we, false",
        "notEqualTo, web, false",
        "notEqualTo, db, true",
        "startsWith, we, true",
        "doesNotStartWith, we, false",
        "endsWith, eb, true",
        "doesNotEndWith, eb, false",
        "resembles, web, false"
    })
    void attributesAreCompared(String operator, String value, boolean matches) {
        EventAlarmExpression expression = waitingFor("VmPoweredOffEvent").toBuilder()
                .comparisons(List.of(new EventAlarmExpressionComparison("vm.name", operator, value)))
                .build();
        assertThat(EventMatch.of(expression, POWERED_OFF).isPresent()).isEqualTo(matches);
    }

    @Test
    void eventsOfExtensionsAreKnownByTheirIdAndTheirArguments() {
        EventAlarmExpression expression = waitingFor("EventEx").toBuilder()
                .eventTypeId("com.example.backup.failed")
                .objectType("VirtualMachine")
                .comparisons(List.of(new EventAlarmExpressionComparison("reason", "startsWith", "tape")))
                .build();
        assertThat(EventMatch.of(expression, OF_AN_EXTENSION))
                .hasValue(new ManagedObjectReference<VirtualMachine>("VirtualMachine", "vm-7"));
        assertThat(EventMatch.of(
                        expression.toBuilder()
                                .eventTypeId("com.example.backup.done")
                                .build(),
                        OF_AN_EXTENSION))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"VmPoweredOffEvent, true", "vim.event.VmPoweredOffEvent, true", "vim.event.VmPoweredOnEvent, false"})
    void otherEventsHaveTheirTypeForAnId(String id, boolean matches) {
        EventAlarmExpression expression =
                waitingFor("Event").toBuilder().eventTypeId(id).build();
        assertThat(EventMatch.of(expression, POWERED_OFF).isPresent()).isEqualTo(matches);
    }
}
