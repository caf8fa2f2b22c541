package dev.carafe.vsphere.vmomi.history;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByEntity;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByTime;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByUsername;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecRecursionOption;
import dev.carafe.vsphere.vim.vim25.EventHistoryCollector;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpecByEntity;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpecRecursionOption;
import dev.carafe.vsphere.vim.vim25.TaskHistoryCollector;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import dev.carafe.vsphere.vmomi.testing.Served;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HistoryCollectorsTest {
    private static final EventFilterSpec POWERED =
            EventFilterSpec.builder().eventTypeId(List.of("VmEvent")).build();

    private final Served served = new Served();
    private final Served.Client client = served.loggedIn();
    private final EventManager events = EventManager.stub(client, Served.EVENT_MANAGER);
    private final TaskManager tasks = TaskManager.stub(client, Served.TASK_MANAGER);

    @BeforeEach
    void addMachines() {
        served.inventory.add(1, "one");
        served.inventory.add(2, "two");
    }

    @AfterEach
    void close() {
        served.tasks.close();
    }

    private Event post(int machine, String type) {
        return served.events.post(Inventory.machine(machine), header -> header.event(type, Map.of("template", false)));
    }

    private EventHistoryCollector collector(EventFilterSpec spec) {
        return EventHistoryCollector.stub(client, events.createCollectorForEvents(spec));
    }

    private List<?> page(ManagedObjectReference<?> collector) {
        return client.fetch(collector, "latestPage") instanceof ArrayOf(var _, List<?> items) ? items : List.of();
    }

    @Test
    void aCollectorReadsFromTheOldestToTheNewestAndBack() {
        Event first = post(1, "VmPoweredOnEvent");
        Event second = post(1, "VmPoweredOffEvent");
        Event third = post(1, "VmPoweredOnEvent");
        EventHistoryCollector collector = collector(POWERED);
        assertThat(collector.readNextEvents(2)).containsExactly(first, second);
        assertThat(collector.readNextEvents(2)).containsExactly(third);
        assertThat(collector.readNextEvents(2)).isEmpty();
        Event fourth = post(1, "VmPoweredOffEvent");
        assertThat(collector.readNextEvents(2)).containsExactly(fourth);
        assertThat(collector.readPreviousEvents(3)).containsExactly(fourth, third, second);
        collector.rewindCollector();
        assertThat(collector.readPreviousEvents(3)).isEmpty();
        assertThat(collector.readNextEvents(1)).containsExactly(first);
        collector.setCollectorPageSize(2);
        collector.resetCollector();
        assertThat(collector.readPreviousEvents(9)).containsExactly(second, first);
        Served.assertFault(InvalidArgument.class, () -> collector.readNextEvents(0));
        Served.assertFault(InvalidArgument.class, () -> collector.setCollectorPageSize(1_001));
    }

    @Test
    void theLatestPageIsTheNewestAndStaysUpToDate() {
        Event first = post(1, "VmPoweredOnEvent");
        ManagedObjectReference<EventHistoryCollector> collector = events.createCollectorForEvents(POWERED);
        assertThat(page(collector)).isEqualTo(List.of(first));
        Event second = post(1, "VmPoweredOffEvent");
        assertThat(page(collector)).isEqualTo(List.of(second, first));
        EventHistoryCollector.stub(client, collector).setCollectorPageSize(1);
        assertThat(page(collector)).isEqualTo(List.of(second));
        Event third = post(1, "VmPoweredOnEvent");
        assertThat(page(collector)).isEqualTo(List.of(third));
        EventHistoryCollector.stub(client, collector).setCollectorPageSize(3);
        assertThat(page(collector)).isEqualTo(List.of(third, second, first));
        Event fourth = post(1, "VmPoweredOnEvent");
        assertThat(page(collector)).isEqualTo(List.of(fourth, third, second));
        EventHistoryCollector.stub(client, collector).destroyCollector();
        post(1, "VmPoweredOnEvent");
    }

    @Test
    void eventsAreAskedForByWhatTheyAreAndWhatTheyAreAbout() {
        Event one = post(1, "VmPoweredOnEvent");
        Event two = post(2, "VmPoweredOffEvent");
        assertThat(events.queryEvents(POWERED, null)).containsExactly(two, one);
        assertThat(query(POWERED.toBuilder().eventTypeId(List.of("vim.event.VmPoweredOnEvent"))))
                .containsExactly(one);
        assertThat(query(POWERED.toBuilder().maxCount(1))).containsExactly(two);
        assertThat(query(POWERED.toBuilder().eventChainId(one.key()))).containsExactly(one);
        assertThat(query(POWERED.toBuilder().category(List.of("error")))).isEmpty();
        assertThat(query(POWERED.toBuilder().entity(in(Inventory.machine(1), EventFilterSpecRecursionOption.SELF))))
                .containsExactly(one);
        assertThat(query(POWERED.toBuilder().entity(in(Inventory.ROOT, EventFilterSpecRecursionOption.SELF))))
                .isEmpty();
        assertThat(query(POWERED.toBuilder().entity(in(Inventory.ROOT, EventFilterSpecRecursionOption.CHILDREN))))
                .containsExactly(two, one);
        assertThat(query(POWERED.toBuilder()
                        .time(EventFilterSpecByTime.builder()
                                .beginTime(Instant.EPOCH.plusSeconds(1))
                                .build())))
                .isEmpty();
        assertThat(query(EventFilterSpec.builder().userName(by("ann"))))
                .extracting(event -> event.dataType().wsdlName())
                .containsExactly("UserLoginSessionEvent");
        assertThat(query(POWERED.toBuilder().disableFullMessage(true))
                        .getFirst()
                        .fullFormattedMessage())
                .isNull();
    }

    private List<Event> query(EventFilterSpec.Builder spec) {
        return events.queryEvents(spec.build(), null);
    }

    private static EventFilterSpecByEntity in(
            ManagedObjectReference<? extends dev.carafe.vsphere.vim.vim25.ManagedEntity> entity,
            EventFilterSpecRecursionOption recursion) {
        return EventFilterSpecByEntity.builder()
                .entity(entity)
                .recursion(recursion)
                .build();
    }

    private static EventFilterSpecByUsername by(String user) {
        return EventFilterSpecByUsername.builder()
                .systemUser(false)
                .userList(List.of(user))
                .build();
    }

    @Test
    void tasksAreCollectedLikewise() throws Exception {
        TaskInfo one =
                served.tasks.await(served.tasks.start(Inventory.machine(1), "VirtualMachine.powerOn", _ -> null));
        ManagedObjectReference<TaskHistoryCollector> collector = tasks.createCollectorForTasks(TaskFilterSpec.builder()
                .entity(TaskFilterSpecByEntity.builder()
                        .entity(Inventory.ROOT)
                        .recursion(TaskFilterSpecRecursionOption.ALL)
                        .build())
                .state(List.of(TaskInfoState.SUCCESS))
                .build());
        assertThat(page(collector)).isEqualTo(List.of(one));
        TaskInfo two =
                served.tasks.await(served.tasks.start(Inventory.machine(2), "VirtualMachine.powerOn", _ -> null));
        served.tasks.await(served.tasks.start(Inventory.machine(2), "VirtualMachine.powerOn", _ -> {
            throw new IllegalStateException("a defect");
        }));
        assertThat(page(collector)).isEqualTo(List.of(two, one));
        TaskHistoryCollector reader = TaskHistoryCollector.stub(client, collector);
        assertThat(reader.readNextTasks(1)).containsExactly(one);
        assertThat(reader.readNextTasks(10)).containsExactly(two);
        assertThat(reader.readPreviousTasks(10)).containsExactly(two, one);
    }

    @Test
    void allOfTheInventoryIsAlsoWhatIsGoneAndWhatIsAboutNothing() throws Exception {
        post(1, "VmPoweredOnEvent");
        served.tasks.await(served.tasks.start(Inventory.machine(1), "VirtualMachine.destroy", _ -> null));
        served.inventory.remove(1);
        assertThat(query(EventFilterSpec.builder().entity(in(Inventory.ROOT, EventFilterSpecRecursionOption.ALL))))
                .extracting(event -> event.dataType().wsdlName())
                .containsExactly("TaskEvent", "VmPoweredOnEvent", "UserLoginSessionEvent");
        assertThat(query(EventFilterSpec.builder().entity(in(Inventory.ROOT, EventFilterSpecRecursionOption.CHILDREN))))
                .isEmpty();
        ManagedObjectReference<TaskHistoryCollector> collector = tasks.createCollectorForTasks(TaskFilterSpec.builder()
                .entity(TaskFilterSpecByEntity.builder()
                        .entity(Inventory.ROOT)
                        .recursion(TaskFilterSpecRecursionOption.ALL)
                        .build())
                .build());
        assertThat(page(collector)).hasSize(1);
    }

    @Test
    void aSessionHasSoManyCollectorsAndOthersDoNotSeeThem() {
        ManagedObjectReference<EventHistoryCollector> first = events.createCollectorForEvents(POWERED);
        for (int i = 1; i < 32; i++) {
            events.createCollectorForEvents(POWERED);
        }
        Served.assertFault(InvalidState.class, () -> events.createCollectorForEvents(POWERED));
        EventHistoryCollector.stub(client, first).destroyCollector();
        assertThat(requireNonNull(events.createCollectorForEvents(POWERED))).isNotEqualTo(first);
        Served.assertFault(
                dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound.class,
                () -> EventHistoryCollector.stub(served.loggedIn(), first).rewindCollector());
    }
}
