package dev.carafe.vsphere.vcenter.schedule;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityEventArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.ScheduledTask;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskDescription;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskEventArgument;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskInfo;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskManager;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskManagerProperties;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskProperties;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskSpec;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps scheduled tasks and has them run when they are due. Any thread. */
public final class ServedScheduledTaskManager implements ScheduledTaskManager, ServedObject {
    private static final String PREFIX = "schedule-";
    private static final int NAME_MAX = 80;
    private static final int TASKS_MAX = 1_000;

    private final ManagedObjectReference<ScheduledTaskManager> reference;
    private final ObjectRegistry registry;
    private final Events events;
    private final Kept kept;
    private final InstantSource clock;
    private final Instant startup;
    private final ScheduledRuns runs;
    /** Guarded by this, in the order in which they were made. */
    private final Map<ManagedObjectReference<ScheduledTask>, ScheduledTaskInfo> tasks = new LinkedHashMap<>();
    /** Guarded by this. */
    private int lastNumber;

    private ServedScheduledTaskManager(
            ManagedObjectReference<ScheduledTaskManager> reference,
            ObjectRegistry registry,
            Events events,
            Store store,
            InstantSource clock,
            ScheduledRuns runs) {
        this.reference = reference;
        this.registry = registry;
        this.events = events;
        this.kept = new Kept(store, "scheduled-tasks");
        this.clock = clock;
        this.startup = clock.instant();
        this.runs = runs;
    }

    /**
     * A manager among the server's objects, with the tasks of the server before.
     *
     * @throws IOException when what was kept cannot be read
     */
    public static ServedScheduledTaskManager open(
            ManagedObjectReference<ScheduledTaskManager> reference,
            ObjectRegistry registry,
            Events events,
            Store store,
            InstantSource clock,
            ScheduledRuns runs)
            throws IOException {
        ServedScheduledTaskManager manager =
                new ServedScheduledTaskManager(reference, registry, events, store, clock, runs);
        registry.change(changes -> changes.add(
                manager,
                ScheduledTaskManagerProperties.builder()
                        .description(ScheduledTaskDescription.builder().build())
                        .build()));
        manager.kept
                .load(ScheduledTaskInfo.class)
                .getOrDefault(reference, List.of())
                .forEach(manager::restore);
        return manager;
    }

    /** One that was at work when the server ended is told as having failed by nothing else than its task. */
    private synchronized void restore(ScheduledTaskInfo known) {
        ScheduledTaskInfo.Builder after = known.toBuilder()
                .nextRunTime(next(known, known.lastModifiedTime(), known.prevRunTime()))
                .activeTask(null);
        if (known.state() == TaskInfoState.RUNNING) {
            after.state(TaskInfoState.ERROR);
        }
        show(after.build());
    }

    @Override
    public ManagedObjectReference<ScheduledTaskManager> reference() {
        return reference;
    }

    @Override
    public ManagedObjectReference<ScheduledTask> createScheduledTask(
            ManagedObjectReference<? extends ManagedEntity> entity, ScheduledTaskSpec spec) {
        return create(entity, spec);
    }

    @Override
    public ManagedObjectReference<ScheduledTask> createObjectScheduledTask(
            ManagedObjectReference<?> obj, ScheduledTaskSpec spec) {
        return create(obj, spec);
    }

    private synchronized ManagedObjectReference<ScheduledTask> create(
            ManagedObjectReference<?> object, ScheduledTaskSpec spec) {
        check(object, spec, null);
        if (tasks.size() >= TASKS_MAX) {
            throw refused("spec", "There are " + TASKS_MAX + " scheduled tasks already.");
        }
        ManagedObjectReference<ScheduledTask> made =
                new ManagedObjectReference<>("ScheduledTask", PREFIX + (lastNumber + 1));
        ScheduledTaskInfo info =
                info(made, object, spec, ScheduledTaskInfo.builder().state(TaskInfoState.QUEUED));
        show(info);
        save();
        post(info, "ScheduledTaskCreatedEvent", Map.of());
        return made;
    }

    private ScheduledTaskInfo info(
            ManagedObjectReference<ScheduledTask> task,
            ManagedObjectReference<?> object,
            ScheduledTaskSpec spec,
            ScheduledTaskInfo.Builder before) {
        Instant now = clock.instant();
        ScheduledTaskInfo info = before.name(spec.name())
                .description(spec.description())
                .enabled(spec.enabled())
                .scheduler(spec.scheduler())
                .action(spec.action())
                .notification(spec.notification())
                .scheduledTask(task)
                .entity(new ManagedObjectReference<>(object.type(), object.value()))
                .taskObject(object)
                .lastModifiedTime(now)
                .lastModifiedUser(Events.userName())
                .build();
        return info.toBuilder().nextRunTime(next(info, now, null)).build();
    }

    private @Nullable Instant next(ScheduledTaskInfo task, Instant since, @Nullable Instant ran) {
        return task.enabled()
                ? new Schedule(task.scheduler(), since, startup)
                        .next(clock.instant(), Optional.ofNullable(ran))
                        .orElse(null)
                : null;
    }

    private void check(ManagedObjectReference<?> object, ScheduledTaskSpec spec, @Nullable ScheduledTaskInfo before) {
        ServedObject found =
                registry.find(object).map(ServedObject.class::cast).orElseThrow(() -> MissingObject.fault(object));
        if (spec.name().isBlank() || spec.name().length() > NAME_MAX) {
            throw InvalidName.builder()
                    .name(spec.name())
                    .entity(null)
                    .build()
                    .exception("The name '" + spec.name() + "' is not valid: it has 1 to " + NAME_MAX + " characters.");
        }
        for (ScheduledTaskInfo other : tasks.values()) {
            if (other.name().equals(spec.name())
                    && (before == null || !other.scheduledTask().equals(before.scheduledTask()))) {
                throw DuplicateName.builder()
                        .name(spec.name())
                        .object(other.scheduledTask())
                        .build()
                        .exception("The name '" + spec.name() + "' already exists.");
            }
        }
        new Schedule(spec.scheduler(), clock.instant(), startup).mistake().ifPresent(field -> {
            throw refused("spec.scheduler." + field, "It says no time.");
        });
        if (!(spec.action() instanceof MethodAction action)) {
            throw refused("spec.action", "Only methods of objects can be scheduled.");
        }
        ManagedMethod method = Vim25.NAMESPACE.method(action.name());
        if (method == null || !found.managedType().isSubtypeOf(method.owner())) {
            throw refused("spec.action.name", object.type() + " has no method '" + action.name() + "'.");
        }
        if (action.argument().size() > method.parameters().size()) {
            throw refused("spec.action.argument", action.name() + " has not so many arguments.");
        }
    }

    private static FaultException refused(String property, String why) {
        return InvalidArgument.builder()
                .invalidProperty(property)
                .build()
                .exception("A specified parameter was not correct: " + property + ": " + why);
    }

    @Override
    public synchronized List<ManagedObjectReference<ScheduledTask>> retrieveEntityScheduledTask(
            @Nullable ManagedObjectReference<? extends ManagedEntity> entity) {
        return of(entity);
    }

    @Override
    public synchronized List<ManagedObjectReference<ScheduledTask>> retrieveObjectScheduledTask(
            @Nullable ManagedObjectReference<?> obj) {
        return of(obj);
    }

    private List<ManagedObjectReference<ScheduledTask>> of(@Nullable ManagedObjectReference<?> object) {
        return tasks.values().stream()
                .filter(task -> object == null || task.taskObject().equals(object))
                .map(ScheduledTaskInfo::scheduledTask)
                .toList();
    }

    synchronized void reconfigure(ManagedObjectReference<ScheduledTask> task, ScheduledTaskSpec spec) {
        ScheduledTaskInfo before = idle(task);
        check(before.taskObject(), spec, before);
        ScheduledTaskInfo after = info(task, before.taskObject(), spec, before.toBuilder());
        show(after);
        save();
        post(after, "ScheduledTaskReconfiguredEvent", Map.of());
    }

    synchronized void remove(ManagedObjectReference<ScheduledTask> task) {
        ScheduledTaskInfo gone = idle(task);
        tasks.remove(task);
        save();
        registry.change(changes -> {
            changes.remove(task);
            changes.update(
                    reference,
                    ScheduledTaskManagerProperties.class,
                    properties -> properties.toBuilder()
                            .scheduledTask(List.copyOf(tasks.keySet()))
                            .build());
        });
        post(gone, "ScheduledTaskRemovedEvent", Map.of());
    }

    private ScheduledTaskInfo idle(ManagedObjectReference<ScheduledTask> task) {
        ScheduledTaskInfo known = tasks.get(task);
        if (known == null) {
            throw MissingObject.fault(task);
        }
        if (known.state() == TaskInfoState.RUNNING) {
            throw InvalidState.builder()
                    .build()
                    .exception("The operation is not allowed in the current state: '" + known.name() + "' is running.");
        }
        return known;
    }

    /** Runs a task now, beside its schedule. */
    void runNow(ManagedObjectReference<ScheduledTask> task) {
        ScheduledTaskInfo begun;
        synchronized (this) {
            begun = begin(idle(task));
        }
        runs.run(begun, this);
    }

    /** Runs what is due. */
    public void tick() {
        List<ScheduledTaskInfo> due = new ArrayList<>();
        synchronized (this) {
            Instant now = clock.instant();
            for (ScheduledTaskInfo task : List.copyOf(tasks.values())) {
                if (task.nextRunTime() != null
                        && !task.nextRunTime().isAfter(now)
                        && task.state() != TaskInfoState.RUNNING) {
                    due.add(begin(task));
                }
            }
        }
        due.forEach(task -> runs.run(task, this));
    }

    /** As running; on the disk, so that no crash has it run twice. */
    private ScheduledTaskInfo begin(ScheduledTaskInfo task) {
        Instant now = clock.instant();
        ScheduledTaskInfo begun = task.toBuilder()
                .state(TaskInfoState.RUNNING)
                .prevRunTime(now)
                .nextRunTime(next(task, task.lastModifiedTime(), now))
                .error(null)
                .result(null)
                .build();
        show(begun);
        save();
        post(begun, "ScheduledTaskStartedEvent", Map.of());
        return begun;
    }

    /** Shows what a run tells of itself; nothing happens when the task is gone. */
    synchronized void update(ManagedObjectReference<ScheduledTask> task, UnaryOperator<ScheduledTaskInfo> change) {
        ScheduledTaskInfo known = tasks.get(task);
        if (known == null) {
            return;
        }
        ScheduledTaskInfo now = change.apply(known);
        show(now);
        if (now.state() == TaskInfoState.RUNNING) {
            return;
        }
        save();
        if (now.error() == null) {
            post(now, "ScheduledTaskCompletedEvent", Map.of());
        } else {
            post(now, "ScheduledTaskFailedEvent", Map.of("reason", now.error()));
        }
    }

    private synchronized void show(ScheduledTaskInfo task) {
        tasks.put(task.scheduledTask(), task);
        lastNumber = Math.max(lastNumber, number(task.scheduledTask().value()));
        registry.change(changes -> {
            ScheduledTaskProperties properties =
                    ScheduledTaskProperties.builder().info(task).build();
            if (changes.properties(task.scheduledTask()) == null) {
                changes.add(new ServedScheduledTask(task.scheduledTask(), this), properties);
                changes.update(
                        reference,
                        ScheduledTaskManagerProperties.class,
                        before -> before.toBuilder()
                                .scheduledTask(List.copyOf(tasks.keySet()))
                                .build());
            } else {
                changes.update(task.scheduledTask(), ScheduledTaskProperties.class, _ -> properties);
            }
        });
    }

    private static int number(String key) {
        try {
            return Integer.parseInt(key.substring(PREFIX.length()));
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return 0;
        }
    }

    private void save() {
        kept.save(reference, List.copyOf(tasks.values()));
    }

    private void post(ScheduledTaskInfo task, String type, Map<String, Object> own) {
        Map<String, Object> fields = new HashMap<>(own);
        fields.put("scheduledTask", new ScheduledTaskEventArgument(task.name(), task.scheduledTask()));
        String name = registry.properties(task.taskObject()).orElse(null) instanceof ManagedEntityProperties entity
                        && entity.name() != null
                ? entity.name()
                : task.taskObject().value();
        fields.put("entity", new ManagedEntityEventArgument(name, task.entity()));
        events.post(task.taskObject(), header -> header.event(type, fields));
    }
}
