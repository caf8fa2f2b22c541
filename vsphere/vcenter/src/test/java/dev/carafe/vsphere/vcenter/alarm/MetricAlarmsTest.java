package dev.carafe.vsphere.vcenter.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.vsphere.vcenter.action.MethodActions;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Alarm;
import dev.carafe.vsphere.vim.vim25.AlarmEmailFailedEvent;
import dev.carafe.vsphere.vim.vim25.AlarmManager;
import dev.carafe.vsphere.vim.vim25.AlarmSetting;
import dev.carafe.vsphere.vim.vim25.AlarmSpec;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.AlarmStatusChangedEvent;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringAction;
import dev.carafe.vsphere.vim.vim25.AlarmTriggeringActionTransitionSpec;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MetricAlarmExpression;
import dev.carafe.vsphere.vim.vim25.MetricAlarmOperator;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.SendEmailAction;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.MethodCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MetricAlarmsTest {
    private static final ManagedObjectReference<HostSystem> HOST = new ManagedObjectReference<>("HostSystem", "host-1");
    private static final PerfMetricId CPU =
            PerfMetricId.builder().counterId(2).instance("").build();

    private record Host(ManagedObjectReference<HostSystem> reference) implements HostSystem, ServedObject {}

    @TempDir
    Path directory = Path.of("");

    private final ObjectRegistry registry = new ObjectRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private Optional<AlarmState> state() {
        HostSystemProperties host =
                (HostSystemProperties) registry.properties(HOST).orElseThrow();
        return host.declaredAlarmState().stream().findFirst();
    }

    private ManagedEntityStatus status() {
        return state().map(AlarmState::overallStatus).orElse(ManagedEntityStatus.GRAY);
    }

    /** Waits until the host is shown in a status. */
    private void await(ManagedEntityStatus status) throws Exception {
        CompletableFuture<Void> shown = new CompletableFuture<>();
        Runnable end = registry.listen((_, _) -> {
            if (status() == status) {
                shown.complete(null);
            }
        });
        if (status() == status) {
            shown.complete(null);
        }
        shown.get(); // which the test's time limit interrupts
        end.run();
    }

    private void sample(ServedAlarmManager alarms, int second, Map<ManagedObjectReference<?>, Long> values) {
        now.set(Instant.ofEpochSecond(second));
        alarms.sample((metric, entities) -> {
            assertThat(metric).isEqualTo(CPU);
            assertThat(entities).containsExactly(HOST);
            return values;
        });
    }

    @Test
    void valuesRaiseAnAlarmAndTakeItBack() throws Exception {
        Events events = Events.open(registry, new ManagedObjectReference<EventManager>("EventManager", "e"), now::get);
        registry.change(changes -> changes.add(
                new Host(HOST), HostSystemProperties.builder().name("h").build()));
        try (EmbeddedStore store = EmbeddedStore.open(InventoryStore.config(directory));
                ServedAlarmManager alarms = open(store, events)) {
            alarms.sample((_, _) -> {
                throw new AssertionError("nothing waits for values yet");
            });
            alarms.createAlarm(
                    HOST,
                    AlarmSpec.builder()
                            .name("busy")
                            .description("")
                            .enabled(true)
                            .expression(MetricAlarmExpression.builder()
                                    .operator(MetricAlarmOperator.IS_ABOVE)
                                    .type("HostSystem")
                                    .metric(CPU)
                                    .red(9000)
                                    .redInterval(40)
                                    .build())
                            .setting(AlarmSetting.builder()
                                    .toleranceRange(0)
                                    .reportingFrequency(300)
                                    .build())
                            .build());
            sample(alarms, 20, Map.of(HOST, 100L));
            await(ManagedEntityStatus.GREEN);
            sample(alarms, 40, Map.of(HOST, 9500L));
            sample(alarms, 100, Map.of(HOST, 9500L)); // long enough, but not raised more often than each 300 seconds
            sample(alarms, 320, Map.of(HOST, 9500L));
            await(ManagedEntityStatus.RED);
            assertThat(state().orElseThrow().time()).isEqualTo(Instant.ofEpochSecond(320));
            sample(alarms, 340, Map.of(HOST, 100L));
            await(ManagedEntityStatus.GREEN);
            sample(alarms, 360, Map.of());
            await(ManagedEntityStatus.GRAY);
        }
        assertThat(events.history())
                .extracting(event -> event.fullFormattedMessage())
                .containsSubsequence(List.of(
                        "Alarm 'busy' on h changed from Green to Red", "Alarm 'busy' on h changed from Red to Green"));
    }

    private long mails(Events events) {
        return events.history().stream()
                .filter(AlarmEmailFailedEvent.class::isInstance)
                .count();
    }

    private void awaitMails(Events events, int times) throws InterruptedException {
        while (mails(events) < times) {
            Thread.sleep(1);
        }
    }

    private ServedAlarmManager open(EmbeddedStore store, Events events) throws IOException {
        ServedAlarmManager alarms = ServedAlarmManager.open(
                new ManagedObjectReference<AlarmManager>("AlarmManager", "AlarmManager"),
                registry,
                HOST,
                events,
                store,
                now::get);
        alarms.start(new MethodActions(new MethodCalls((_, _, _, _) -> {}), registry, now::get));
        return alarms;
    }

    /** Sends a mail each minute while the host is busy. */
    private static AlarmSpec mailing(int redIntervalSeconds) {
        return AlarmSpec.builder()
                .name("busy")
                .description("")
                .enabled(true)
                .expression(MetricAlarmExpression.builder()
                        .operator(MetricAlarmOperator.IS_ABOVE)
                        .type("HostSystem")
                        .metric(CPU)
                        .red(9000)
                        .redInterval(redIntervalSeconds)
                        .build())
                .action(AlarmTriggeringAction.builder()
                        .action(new SendEmailAction("ann@example.org", "", "busy", ""))
                        .green2yellow(false)
                        .yellow2red(false)
                        .red2yellow(false)
                        .yellow2green(false)
                        .transitionSpecs(List.of(new AlarmTriggeringActionTransitionSpec(
                                ManagedEntityStatus.YELLOW, ManagedEntityStatus.RED, true)))
                        .build())
                .actionFrequency(60)
                .build();
    }

    @Test
    void whatRepeatsIsDoneAgainUntilSomebodyHasSeenIt() throws Exception {
        Events events = Events.open(registry, new ManagedObjectReference<EventManager>("EventManager", "e"), now::get);
        registry.change(changes -> changes.add(
                new Host(HOST), HostSystemProperties.builder().name("h").build()));
        try (EmbeddedStore store = EmbeddedStore.open(InventoryStore.config(directory));
                ServedAlarmManager alarms = open(store, events)) {
            ManagedObjectReference<Alarm> alarm = alarms.createAlarm(HOST, mailing(0));
            sample(alarms, 20, Map.of(HOST, 9500L));
            awaitMails(events, 1);
            sample(alarms, 60, Map.of(HOST, 9500L)); // too soon
            sample(alarms, 80, Map.of(HOST, 9500L));
            awaitMails(events, 2);
            alarms.acknowledgeAlarm(alarm, HOST);
            sample(alarms, 200, Map.of(HOST, 9500L));
            sample(alarms, 220, Map.of(HOST, 100L));
            await(ManagedEntityStatus.GREEN);
            sample(alarms, 240, Map.of(HOST, 9500L));
            awaitMails(events, 3);
        }
        assertThat(events.history())
                .filteredOn(AlarmEmailFailedEvent.class::isInstance)
                .extracting(event -> event.fullFormattedMessage())
                .hasSize(3)
                .allSatisfy(told -> assertThat(told)
                        .startsWith("Alarm 'busy' on h cannot send email to ann@example.org")
                        .endsWith("no mail server is set up."));
    }

    private void hide(ServedAlarmManager gone) {
        // asked before: the manager's own thread holds its alarms while it waits for the registry
        List<ManagedObjectReference<Alarm>> alarms = gone.getAlarm(null);
        registry.change(changes -> {
            changes.remove(gone.reference());
            alarms.forEach(changes::remove);
        });
    }

    @Test
    void whatRepeatsGoesOnAfterARestartAsItWasCounted() throws Exception {
        Events events = Events.open(registry, new ManagedObjectReference<EventManager>("EventManager", "e"), now::get);
        registry.change(changes -> changes.add(
                new Host(HOST), HostSystemProperties.builder().name("h").build()));
        try (EmbeddedStore store = EmbeddedStore.open(InventoryStore.config(directory))) {
            ManagedObjectReference<Alarm> alarm;
            try (ServedAlarmManager alarms = open(store, events)) {
                alarm = alarms.createAlarm(HOST, mailing(40));
                sample(alarms, 20, Map.of(HOST, 9500L));
                sample(alarms, 60, Map.of(HOST, 9500L));
                awaitMails(events, 1);
                sample(alarms, 120, Map.of(HOST, 9500L));
                awaitMails(events, 2);
                hide(alarms);
            }
            try (ServedAlarmManager alarms = open(store, events)) {
                sample(alarms, 160, Map.of(HOST, 9500L)); // too soon
                sample(alarms, 180, Map.of(HOST, 9500L));
                awaitMails(events, 3);
                alarms.acknowledgeAlarm(alarm, HOST);
                hide(alarms);
            }
            try (ServedAlarmManager alarms = open(store, events)) {
                sample(alarms, 400, Map.of(HOST, 9500L));
                sample(alarms, 420, Map.of(HOST, 100L));
                await(ManagedEntityStatus.GREEN);
                sample(alarms, 440, Map.of(HOST, 9500L));
                sample(alarms, 480, Map.of(HOST, 9500L));
                awaitMails(events, 4);
            }
        }
        assertThat(events.history())
                .filteredOn(AlarmEmailFailedEvent.class::isInstance)
                .extracting(told -> told.createdTime().getEpochSecond())
                .containsExactly(60L, 120L, 180L, 480L);
        assertThat(events.history())
                .filteredOn(AlarmStatusChangedEvent.class::isInstance)
                .hasSize(3);
    }
}
