package dev.carafe.vsphere.vmomi.task;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskEvent;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskReasonSystem;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TasksTest {
    private static final ManagedObjectReference<TaskManager> MANAGER =
            new ManagedObjectReference<>("TaskManager", "TaskManager");

    private final Inventory inventory = new Inventory();
    private final Events events = Events.open(
            inventory.registry,
            new ManagedObjectReference<EventManager>("EventManager", "EventManager"),
            () -> Instant.EPOCH);
    private final Tasks tasks =
            Tasks.open(inventory.registry, MANAGER, events, TaskJournal.none(), () -> Instant.EPOCH);

    @TempDir
    Path folder;

    @BeforeEach
    void addMachines() {
        inventory.add(1, "one");
        inventory.add(2, "two");
    }

    @AfterEach
    void close() {
        tasks.close();
    }

    private ManagedObjectReference<Task> powerOn(int machine, TaskBody body) {
        return tasks.start(Inventory.machine(machine), "VirtualMachine.powerOn", body);
    }

    private Task object(ManagedObjectReference<Task> task) {
        return (Task) inventory.registry.find(task).orElseThrow();
    }

    private static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    private static FaultException poweredOn() {
        return InvalidPowerState.builder()
                .existingState(VirtualMachinePowerState.POWERED_ON)
                .build()
                .exception("it is on");
    }

    @Test
    void aTaskSaysWhatItIsAndHowItEnded() throws Exception {
        TaskInfo info = tasks.await(powerOn(1, _ -> "done"));
        assertThat(info.state()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(info.name()).isEqualTo("PowerOnVM_Task");
        assertThat(info.descriptionId()).isEqualTo("VirtualMachine.powerOn");
        assertThat(info.entity()).isEqualTo(Inventory.machine(1));
        assertThat(info.entityName()).isEqualTo("one");
        assertThat(info.key()).isEqualTo(info.task().value());
        assertThat(info.result()).isEqualTo("done");
        assertThat(info.reason()).isInstanceOf(TaskReasonSystem.class);
        assertThat(info.queueTime()).isEqualTo(Instant.EPOCH);
        assertThat(info.startTime()).isEqualTo(Instant.EPOCH);
        assertThat(info.completeTime()).isEqualTo(Instant.EPOCH);
        assertThat(info.progress()).isNull();
        assertThat(tasks.info(info.task())).isEqualTo(info);
    }

    @Test
    void theManagerAndTheEntityListIt() throws Exception {
        ManagedObjectReference<Task> task = powerOn(1, _ -> null);
        tasks.await(task);
        assertThat(((TaskManagerProperties)
                                inventory.registry.properties(MANAGER).orElseThrow())
                        .recentTask())
                .containsExactly(task);
        assertThat(((VirtualMachineProperties) inventory
                                .registry
                                .properties(Inventory.machine(1))
                                .orElseThrow())
                        .recentTask())
                .containsExactly(task);
    }

    @Test
    void whatFailsIsToldByItsFaultAndADefectTellsNothing() throws Exception {
        TaskInfo failed = tasks.await(powerOn(1, _ -> {
            throw poweredOn();
        }));
        assertThat(failed.state()).isEqualTo(TaskInfoState.ERROR);
        assertThat(requireNonNull(failed.error()).fault()).isInstanceOf(InvalidPowerState.class);
        assertThat(requireNonNull(failed.error()).localizedMessage()).isEqualTo("it is on");
        TaskInfo defect = tasks.await(powerOn(1, _ -> {
            throw new IllegalStateException("a secret");
        }));
        assertThat(requireNonNull(defect.error()).fault()).isInstanceOf(SystemError.class);
        assertThat(requireNonNull(defect.error()).localizedMessage()).doesNotContain("secret");
    }

    @Test
    void tasksOfOneEntityComeOneAfterAnotherAndThoseOfOthersBeside() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch second = new CountDownLatch(1);
        ManagedObjectReference<Task> first = powerOn(1, _ -> {
            second.await();
            order.add("first");
            return null;
        });
        ManagedObjectReference<Task> next = powerOn(1, _ -> {
            order.add("next");
            return null;
        });
        assertThat(tasks.info(next).state()).isEqualTo(TaskInfoState.QUEUED);
        tasks.await(powerOn(2, _ -> {
            order.add("beside");
            return null;
        }));
        tasks.await(tasks.startBeside(Inventory.machine(1), "VirtualMachine.powerOn", false, _ -> {
            order.add("also beside");
            return null;
        }));
        second.countDown();
        tasks.await(first);
        tasks.await(next);
        assertThat(order).containsExactly("beside", "also beside", "first", "next");
    }

    @Test
    void progressIsShownWhileItRuns() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        ManagedObjectReference<Task> task = powerOn(1, progress -> {
            progress.percent(42);
            progress.description("test.copying", "Copying");
            told.countDown();
            seen.await();
            return null;
        });
        told.await();
        TaskInfo info = tasks.info(task);
        assertThat(info.progress()).isEqualTo(42);
        assertThat(requireNonNull(info.description()).message()).isEqualTo("Copying");
        assertThat(info.state()).isEqualTo(TaskInfoState.RUNNING);
        seen.countDown();
        tasks.await(task);
    }

    @Test
    void aTaskIsCancelledWhenItAllowsThat() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        ManagedObjectReference<Task> task = powerOn(1, progress -> {
            progress.onCancel(cancelled::countDown);
            started.countDown();
            cancelled.await();
            throw new InterruptedException();
        });
        started.await();
        assertThat(tasks.info(task).cancelable()).isTrue();
        object(task).cancelTask();
        TaskInfo info = tasks.await(task);
        assertThat(info.cancelled()).isTrue();
        assertThat(requireNonNull(info.error()).fault()).isInstanceOf(RequestCanceled.class);
        assertThat(requireNonNull(info.error()).localizedMessage()).isEqualTo("The task was canceled by a user.");
        assertFault(InvalidState.class, () -> object(task).cancelTask());
    }

    @Test
    void aTaskThatWaitsIsCancelledAtOnceAndNeverBegins() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        ManagedObjectReference<Task> first = powerOn(1, _ -> {
            over.await();
            return null;
        });
        assertFault(NotSupported.class, () -> object(first).cancelTask());
        ManagedObjectReference<Task> waiting =
                tasks.start(Inventory.machine(1), "VirtualMachine.powerOff", true, _ -> "ran");
        object(waiting).cancelTask();
        assertThat(requireNonNull(tasks.await(waiting).error()).fault()).isInstanceOf(RequestCanceled.class);
        over.countDown();
        tasks.await(first);
        assertThat(tasks.await(powerOn(1, _ -> "after")).result()).isEqualTo("after");
        assertThat(tasks.info(waiting).startTime()).isNull();
    }

    @Test
    void eventsOfATaskFollowFromTheOneThatBeganIt() throws Exception {
        TaskInfo info = tasks.await(powerOn(1, _ -> {
            events.post(header -> header.event("VmPoweredOnEvent", Map.of("template", false)));
            return null;
        }));
        assertThat(events.history()).hasSize(2).allMatch(event -> event.chainId() == info.eventChainId());
        assertThat(events.history().getFirst()).isInstanceOf(TaskEvent.class);
        assertThat(events.history().getFirst().fullFormattedMessage()).isEqualTo("Task: Power On virtual machine");
        assertThat(requireNonNull(events.history().getLast().vm()).name()).isEqualTo("one");
    }

    @Test
    void aTaskOfAnEntityThatIsNotThereIsRefused() {
        assertFault(ManagedObjectNotFound.class, () -> powerOn(99, _ -> null));
        assertThat(events.history()).isEmpty();
    }

    @Test
    void clientsTellOfTasksThatTheyDo() {
        TaskManager manager = (TaskManager) inventory.registry.find(MANAGER).orElseThrow();
        TaskInfo made = manager.createTask(Inventory.machine(1), "com.example.backup", "ann", false, null, null);
        assertThat(made.reason())
                .isEqualTo(TaskReasonUser.builder().userName("ann").build());
        Task task = object(made.task());
        assertFault(InvalidState.class, () -> task.updateProgress(5));
        task.setTaskState(TaskInfoState.RUNNING, null, null);
        task.updateProgress(5);
        assertThat(tasks.info(made.task()).progress()).isEqualTo(5);
        task.setTaskState(
                TaskInfoState.ERROR,
                null,
                new LocalizedMethodFault(NotFound.builder().build(), "gone"));
        assertThat(requireNonNull(tasks.info(made.task()).error()).fault()).isInstanceOf(NotFound.class);
        assertFault(InvalidState.class, () -> task.setTaskState(TaskInfoState.SUCCESS, null, null));
    }

    @Test
    void noMoreEndedTasksAreKeptThanTheBound() throws Exception {
        ManagedObjectReference<Task> first = powerOn(1, _ -> null);
        ManagedObjectReference<Task> last = first;
        for (int i = 0; i < Tasks.ENDED_MAX; i++) {
            last = powerOn(1, _ -> null);
        }
        tasks.await(last);
        assertThat(inventory.registry.find(first)).isEmpty();
        assertThat(tasks.all()).hasSize(Tasks.ENDED_MAX);
    }

    @Test
    void aTaskThatTheEndOfTheServerInterruptedIsToldAsFailedAfterwards() throws Exception {
        Path file = folder.resolve("tasks");
        ManagedObjectReference<Task> ended;
        ManagedObjectReference<Task> interrupted;
        CountDownLatch never = new CountDownLatch(1);
        Inventory before = new Inventory();
        before.add(1, "one");
        // the first server is not closed: it is as if it had been killed
        Tasks killed = open(before, FileTaskJournal.open(file));
        ended = killed.start(Inventory.machine(1), "VirtualMachine.powerOn", _ -> Inventory.machine(1));
        killed.await(ended);
        interrupted = killed.start(Inventory.machine(1), "VirtualMachine.powerOff", _ -> {
            never.await();
            return null;
        });
        Inventory after = new Inventory();
        after.add(1, "one");
        try (FileTaskJournal journal = FileTaskJournal.open(file);
                Tasks next = open(after, journal)) {
            assertThat(next.info(ended).state()).isEqualTo(TaskInfoState.SUCCESS);
            assertThat(next.info(ended).result()).isEqualTo(Inventory.machine(1));
            TaskInfo info = next.info(interrupted);
            assertThat(info.state()).isEqualTo(TaskInfoState.ERROR);
            assertThat(requireNonNull(info.error()).fault()).isInstanceOf(SystemError.class);
            ManagedObjectReference<Task> third = next.start(Inventory.machine(1), "VirtualMachine.powerOn", _ -> null);
            assertThat(third).isNotIn(ended, interrupted);
            next.await(third);
        } finally {
            killed.close();
        }
        try (FileTaskJournal journal = FileTaskJournal.open(file)) {
            assertThat(journal.tasks()).hasSize(3).allMatch(TaskBoard::hasEnded);
        }
    }

    @Test
    void aTaskThatOutlivesTheServerIsTakenUpAndEndsUnderItsOwnName() throws Exception {
        Path file = folder.resolve("tasks");
        CountDownLatch atWork = new CountDownLatch(1);
        Inventory before = new Inventory();
        before.add(1, "one");
        ManagedObjectReference<Task> left;
        try (FileTaskJournal journal = FileTaskJournal.open(file);
                Tasks killed = open(before, journal)) {
            left = killed.start(Inventory.machine(1), "VirtualMachine.powerOn", _ -> {
                atWork.countDown();
                new CountDownLatch(1).await();
                return null;
            });
            atWork.await();
        }
        Inventory after = new Inventory();
        after.add(1, "one");
        Tasks.Resumption resumption = task -> task.task().equals(left) ? progress -> progress.task() : null;
        try (FileTaskJournal journal = FileTaskJournal.open(file);
                Tasks next = open(after, journal, resumption)) {
            TaskInfo info = next.await(left);
            assertThat(info.state()).isEqualTo(TaskInfoState.SUCCESS);
            assertThat(info.result()).isEqualTo(left);
            assertThat(next.start(Inventory.machine(1), "VirtualMachine.powerOn", _ -> null))
                    .isNotEqualTo(left);
        }
        try (FileTaskJournal journal = FileTaskJournal.open(file)) {
            assertThat(journal.tasks())
                    .filteredOn(task -> task.task().equals(left))
                    .allMatch(TaskBoard::hasEnded);
        }
    }

    private static Tasks open(Inventory inventory, TaskJournal journal) {
        return open(inventory, journal, Tasks.Resumption.NONE);
    }

    private static Tasks open(Inventory inventory, TaskJournal journal, Tasks.Resumption resumption) {
        Events events = Events.open(
                inventory.registry,
                new ManagedObjectReference<EventManager>("EventManager", "EventManager"),
                () -> Instant.EPOCH);
        return Tasks.open(inventory.registry, MANAGER, events, journal, () -> Instant.EPOCH, resumption);
    }
}
