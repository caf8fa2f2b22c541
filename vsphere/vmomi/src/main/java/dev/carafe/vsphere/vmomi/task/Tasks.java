package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskEvent;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskReason;
import dev.carafe.vsphere.vim.vim25.TaskReasonSystem;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tasks of a server. Safe for all threads; not to be called while the registry is being changed. */
public final class Tasks implements AutoCloseable {
    /** How many tasks may be queued or running at once. */
    public static final int UNFINISHED_MAX = 10_000;

    /** How many tasks that have ended are kept. */
    public static final int ENDED_MAX = 1_000;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    private static final String NAME_PREFIX = "task-";
    private static final System.Logger LOG = System.getLogger(Tasks.class.getName());

    /** Says how tasks go on that were at work when the server ended. */
    @FunctionalInterface
    public interface Resumption {
        /** No task goes on: all are told as failed. */
        Resumption NONE = _ -> null;

        /**
         * How a task goes on.
         *
         * @return what is left to do of it, which ends it; null when it is to be told as failed
         */
        @Nullable
        TaskBody of(TaskInfo task);
    }

    private static final ScopedValue<TaskReason> REASON = ScopedValue.newInstance();

    private record Unfinished(TaskState state, CompletableFuture<TaskInfo> end) {}

    private final ObjectRegistry registry;
    private final Events events;
    private final TaskJournal journal;
    private final InstantSource clock;
    private final TaskBoard board;
    private final Lanes lanes = new Lanes();
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<ManagedObjectReference<Task>, Unfinished> unfinished = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private Tasks(
            ObjectRegistry registry,
            ManagedObjectReference<TaskManager> manager,
            Events events,
            TaskJournal journal,
            InstantSource clock) {
        this.registry = registry;
        this.events = events;
        this.journal = journal;
        this.clock = clock;
        board = new TaskBoard(registry, manager, clock, ENDED_MAX);
    }

    /**
     * The tasks of a server, and their manager among its objects. Those that the journal says were interrupted are told as
     * failed.
     *
     * @param manager what the manager is called: {@code TaskManager} in a vCenter, {@code ha-taskmgr} on a host
     */
    public static Tasks open(
            ObjectRegistry registry,
            ManagedObjectReference<TaskManager> manager,
            Events events,
            TaskJournal journal,
            InstantSource clock) {
        return open(registry, manager, events, journal, clock, Resumption.NONE);
    }

    /**
     * The same, where tasks may outlive the server.
     *
     * @param resumption asked for each task that the journal says was interrupted
     */
    public static Tasks open(
            ObjectRegistry registry,
            ManagedObjectReference<TaskManager> manager,
            Events events,
            TaskJournal journal,
            InstantSource clock,
            Resumption resumption) {
        Tasks tasks = new Tasks(registry, manager, events, journal, clock);
        registry.change(changes -> changes.add(
                new ServedTaskManager(manager, tasks),
                TaskManagerProperties.builder()
                        .description(TaskLabels.description())
                        .maxCollector(ServedTaskManager.COLLECTORS_MAX)
                        .build()));
        journal.tasks().forEach(task -> tasks.remember(task, resumption));
        return tasks;
    }

    private void remember(TaskInfo task, Resumption resumption) {
        TaskInfo last = task;
        if (!TaskBoard.hasEnded(task)) {
            TaskBody rest = resumption.of(task);
            if (rest != null) {
                resume(task, rest);
                return;
            }
            last = TaskOutcome.interrupted().of(task, clock.instant());
            record(last);
        }
        lastNumber.accumulateAndGet(number(task.key()), Math::max);
        board.add(new ServedTask(task.task(), this), last);
    }

    private void resume(TaskInfo task, TaskBody rest) {
        lastNumber.accumulateAndGet(number(task.key()), Math::max);
        TaskState state = show(task);
        String user = task.reason() instanceof TaskReasonUser of ? of.userName() : "";
        lanes.run(state.reference(), () -> run(state, user, rest));
    }

    /** A task's place in the order in which all began. */
    static long number(String key) {
        try {
            return Long.parseLong(key.substring(NAME_PREFIX.length()));
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return 0; // not one of ours, so it cannot clash
        }
    }

    /**
     * Starts a task that cannot be cancelled unless it says so itself, after all earlier tasks of the entity.
     *
     * @param descriptionId as upstream's, such as {@code VirtualMachine.powerOn}
     * @throws FaultException when there is no such entity, or the task cannot be recorded
     */
    public ManagedObjectReference<Task> start(
            ManagedObjectReference<? extends ManagedEntity> entity, String descriptionId, TaskBody body) {
        return start(entity, descriptionId, false, body);
    }

    /** Starts a task, after all earlier tasks of the entity. */
    public ManagedObjectReference<Task> start(
            ManagedObjectReference<? extends ManagedEntity> entity,
            String descriptionId,
            boolean cancelable,
            TaskBody body) {
        TaskState state = queue(entity, descriptionId, cancelable, null, reason());
        String user = Events.userName();
        lanes.run(entity, () -> run(state, user, body));
        return state.reference();
    }

    /**
     * Starts a task that waits for no other: for what an entity may do several times at once, as a folder creates machines.
     */
    public ManagedObjectReference<Task> startBeside(
            ManagedObjectReference<? extends ManagedEntity> entity,
            String descriptionId,
            boolean cancelable,
            TaskBody body) {
        TaskState state = queue(entity, descriptionId, cancelable, null, reason());
        String user = Events.userName();
        lanes.run(state.reference(), () -> run(state, user, body));
        return state.reference();
    }

    /** A task that somebody else does, and tells of by the task's own methods. */
    TaskInfo create(
            @Nullable ManagedObjectReference<?> object,
            String typeId,
            boolean cancelable,
            @Nullable String parentKey,
            TaskReason reason) {
        return queue(object, typeId, cancelable, parentKey, reason).info();
    }

    private TaskState queue(
            @Nullable ManagedObjectReference<?> object,
            String descriptionId,
            boolean cancelable,
            @Nullable String parentKey,
            TaskReason reason) {
        if (unfinished.size() >= UNFINISHED_MAX) {
            throw ResourceInUse.builder()
                    .type("Task")
                    .name("tasks")
                    .build()
                    .exception("There are " + UNFINISHED_MAX + " tasks at work already; wait until some have ended.");
        }
        ManagedObjectReference<Task> reference =
                new ManagedObjectReference<>("Task", NAME_PREFIX + lastNumber.incrementAndGet());
        TaskInfo.Builder made = TaskInfo.builder()
                .key(reference.value())
                .task(reference)
                .name(TaskLabels.wsdlName(descriptionId))
                .descriptionId(descriptionId)
                .state(TaskInfoState.QUEUED)
                .cancelled(false)
                .cancelable(cancelable)
                .reason(reason)
                .queueTime(clock.instant())
                .eventChainId(0)
                .parentTaskKey(parentKey)
                .rootTaskKey(parentKey);
        if (object != null
                && registry.properties(object).orElseThrow(() -> MissingObject.fault(object))
                        instanceof ManagedEntityProperties entity) {
            made.entity(new ManagedObjectReference<ManagedEntity>(object.type(), object.value()))
                    .entityName(entity.name());
        }
        TaskInfo info = made.build();
        int chain = events.post(
                        object,
                        header -> TaskEvent.builder()
                                .key(header.key())
                                .chainId(header.chainId())
                                .createdTime(header.createdTime())
                                .userName(header.userName())
                                .info(info.toBuilder()
                                        .eventChainId(header.chainId())
                                        .build())
                                .fullFormattedMessage("Task: " + TaskLabels.label(descriptionId))
                                .build())
                .chainId();
        return begin(info.toBuilder().eventChainId(chain).build());
    }

    private TaskState begin(TaskInfo info) {
        try {
            journal.begun(info);
        } catch (IOException e) {
            LOG.log(Level.ERROR, info.key() + " cannot be recorded", e);
            throw SystemError.builder()
                    .reason("the task cannot be recorded")
                    .build()
                    .exception("A general system error occurred: the task cannot be recorded: " + e.getMessage());
        }
        return show(info);
    }

    private TaskState show(TaskInfo info) {
        TaskState state = new TaskState(info.task(), board, info);
        unfinished.put(info.task(), new Unfinished(state, new CompletableFuture<>()));
        board.add(new ServedTask(info.task(), this), info);
        return state;
    }

    /** Runs an action whose tasks have that reason, and returns its result; the reason is the user otherwise. */
    public static <R extends @Nullable Object> R because(TaskReason reason, Supplier<R> action) {
        return ScopedValue.where(REASON, reason).call(action::get);
    }

    private static TaskReason reason() {
        if (REASON.isBound()) {
            return REASON.get();
        }
        String user = Events.userName();
        return user.isEmpty()
                ? TaskReasonSystem.builder().build()
                : TaskReasonUser.builder().userName(user).build();
    }

    /** Whether a task that somebody else does was still queued, and is running now. */
    boolean begin(TaskState state) {
        return state.begin(clock.instant());
    }

    private void run(TaskState state, String user, TaskBody body) {
        if (!state.begin(clock.instant())) {
            return;
        }
        TaskInfo info = state.info();
        Events.Chain chain = new Events.Chain(info.eventChainId(), user, info.entity());
        end(state, chain.call(() -> outcome(state, body)));
    }

    private TaskOutcome outcome(TaskState state, TaskBody body) {
        try {
            return new TaskOutcome.Success(body.run(state));
        } catch (FaultException e) {
            boolean ends = closing && Thread.currentThread().isInterrupted(); // it fails for that alone
            return ends ? TaskOutcome.interrupted() : TaskOutcome.failed(e);
        } catch (InterruptedException _) {
            return state.cancelled() ? TaskOutcome.cancelled() : TaskOutcome.interrupted();
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.ERROR,
                    state.info().descriptionId() + " of " + state.info().entity() + " failed",
                    e);
            return TaskOutcome.defect();
        }
    }

    /** Ends a task; nothing happens when it has ended. */
    void end(TaskState state, TaskOutcome outcome) {
        TaskInfo last = state.end(outcome, clock.instant());
        if (last != null) {
            if (!(closing && outcome.equals(TaskOutcome.interrupted()))) { // the next start says what becomes of it
                record(last);
            }
            Unfinished gone = unfinished.remove(state.reference());
            if (gone != null) {
                gone.end().complete(last);
            }
        }
    }

    private void record(TaskInfo ended) {
        try {
            journal.ended(ended);
        } catch (IOException e) { // it is told as it ended until the server ends, and as interrupted afterwards
            LOG.log(Level.WARNING, "the end of " + ended.key() + " cannot be recorded", e);
        }
    }

    /** What a task says that has not ended; null when it has, or there is none. */
    @Nullable
    TaskState unfinished(ManagedObjectReference<Task> task) {
        Unfinished known = unfinished.get(task);
        return known == null ? null : known.state();
    }

    /** What a task says now. */
    public TaskInfo info(ManagedObjectReference<Task> task) {
        return board.info(task).orElseThrow(() -> MissingObject.fault(task));
    }

    /** All tasks that are still known, oldest first. */
    public List<TaskInfo> all() {
        return board.all();
    }

    /**
     * Waits until a task has ended, and returns how.
     *
     * @throws FaultException when there is no such task
     */
    public TaskInfo await(ManagedObjectReference<Task> task) throws InterruptedException {
        Unfinished known = unfinished.get(task);
        try {
            return known == null ? info(task) : known.end().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Interrupts what is at work and waits a while for it to end. What does not, or waits, is told as interrupted next time. */
    @Override
    public void close() {
        closing = true;
        lanes.close(CLOSE_PATIENCE);
    }
}
