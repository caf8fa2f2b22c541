package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TaskManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where tasks are shown: as objects, and in the lists of recent tasks of the task manager and of the entities. */
final class TaskBoard {
    private static final int RECENT_MAX = 200;
    private static final Duration RECENT = Duration.ofMinutes(10);

    private final ObjectRegistry registry;
    private final ManagedObjectReference<TaskManager> manager;
    private final InstantSource clock;
    private final int endedMax;
    /** The tasks that have ended, oldest first; guarded by the registry's lock. */
    private final ArrayDeque<ManagedObjectReference<Task>> ended = new ArrayDeque<>();

    /** @param endedMax how many ended tasks are kept as objects */
    TaskBoard(ObjectRegistry registry, ManagedObjectReference<TaskManager> manager, InstantSource clock, int endedMax) {
        this.registry = registry;
        this.manager = manager;
        this.clock = clock;
        this.endedMax = endedMax;
    }

    void add(ServedTask task, TaskInfo info) {
        registry.change(changes -> {
            changes.add(task, TaskProperties.builder().info(info).build());
            Instant now = clock.instant();
            changes.update(
                    manager,
                    TaskManagerProperties.class,
                    properties -> properties.toBuilder()
                            .recentTask(recent(properties.recentTask(), task.reference(), changes, now))
                            .build());
            if (info.entity() != null && changes.properties(info.entity()) instanceof ManagedEntityProperties) {
                changes.update(
                        info.entity(),
                        ManagedEntityProperties.class,
                        entity -> entity.withRecentTask(recent(entity.recentTask(), task.reference(), changes, now)));
            }
            if (hasEnded(info)) {
                end(task.reference(), changes);
            }
        });
    }

    /** Changes what a task says; nothing happens when it is no longer shown. */
    void update(ManagedObjectReference<Task> task, UnaryOperator<TaskInfo> update) {
        registry.change(changes -> {
            TaskInfo before = info(changes, task);
            if (before == null) {
                return;
            }
            TaskInfo after = update.apply(before);
            changes.update(
                    task,
                    TaskProperties.class,
                    properties -> properties.toBuilder().info(after).build());
            if (hasEnded(after) && !hasEnded(before)) {
                end(task, changes);
            }
        });
    }

    Optional<TaskInfo> info(ManagedObjectReference<Task> task) {
        return Optional.ofNullable(registry.read(source -> info(source, task)));
    }

    /** All tasks that are shown, oldest first. */
    List<TaskInfo> all() {
        return registry.read(source -> {
            List<TaskInfo> all = new ArrayList<>();
            for (ManagedObjectReference<?> reference : source.references()) {
                if (source.properties(reference) instanceof TaskProperties properties && properties.info() != null) {
                    all.add(properties.info());
                }
            }
            return all;
        });
    }

    static boolean hasEnded(TaskInfo info) {
        return info.state() == TaskInfoState.SUCCESS || info.state() == TaskInfoState.ERROR;
    }

    private void end(ManagedObjectReference<Task> task, Changes changes) {
        ended.addLast(task);
        while (ended.size() > endedMax) {
            changes.remove(ended.removeFirst());
        }
    }

    /** The list with one more, without those that ended a while ago, nor more than a list may have. */
    private static List<ManagedObjectReference<Task>> recent(
            List<ManagedObjectReference<Task>> before,
            ManagedObjectReference<Task> more,
            ObjectSource source,
            Instant now) {
        List<ManagedObjectReference<Task>> list = new ArrayList<>();
        for (ManagedObjectReference<Task> task : before) {
            TaskInfo info = info(source, task);
            if (info != null
                    && (info.completeTime() == null
                            || Duration.between(info.completeTime(), now).compareTo(RECENT) < 0)) {
                list.add(task);
            }
        }
        list.add(more);
        return list.subList(Math.max(0, list.size() - RECENT_MAX), list.size());
    }

    private static @Nullable TaskInfo info(ObjectSource source, ManagedObjectReference<Task> task) {
        DataObject properties = source.properties(task);
        return properties instanceof TaskProperties of ? of.info() : null;
    }
}
