package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskHistoryCollector;
import dev.carafe.vsphere.vim.vim25.TaskHistoryCollectorProperties;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vmomi.history.HistoryCursor;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The tasks that a session asked for, with a page of the latest that stays up to date. Safe for all threads. */
final class ServedTaskHistoryCollector implements TaskHistoryCollector, ServedObject {
    private static final String VIEW = "System.View";

    private final ManagedObjectReference<TaskHistoryCollector> reference;
    private final Session session;
    private final TaskFilter filter;
    private final HistoryCursor<TaskInfo> cursor;
    /** All tasks, oldest first; changed while the shared objects are, and read while they are not. */
    private final Set<ManagedObjectReference<?>> tasks = new LinkedHashSet<>();

    private volatile int pageSize = HistoryCursor.PAGE_DEFAULT;
    private volatile Runnable endListening = () -> {};
    private volatile Runnable forgetEnding = () -> {};

    private ServedTaskHistoryCollector(
            ManagedObjectReference<TaskHistoryCollector> reference, Session session, TaskFilterSpec spec) {
        this.reference = reference;
        this.session = session;
        filter = new TaskFilter(spec);
        cursor = new HistoryCursor<>(
                () -> session.shared().read(this::matching),
                UnaryOperator.identity(),
                task -> Tasks.number(task.key()));
    }

    static void open(ManagedObjectReference<TaskHistoryCollector> reference, Session session, TaskFilterSpec spec) {
        ServedTaskHistoryCollector collector = new ServedTaskHistoryCollector(reference, session, spec);
        session.own()
                .change(changes -> changes.add(
                        collector,
                        TaskHistoryCollectorProperties.builder().filter(spec).build()));
        // in a change, so that none is missed and none comes between
        session.shared().change(changes -> {
            changes.references().stream()
                    .filter(ServedTaskHistoryCollector::isTask)
                    .forEach(collector.tasks::add);
            collector.endListening = session.shared().listen(collector::changed);
        });
        collector.refresh();
        collector.forgetEnding = session.onEnd(collector::destroyCollector);
    }

    /** What the session may see of what matches, oldest first. */
    private List<TaskInfo> matching(ObjectSource source) {
        List<TaskInfo> matching = new ArrayList<>();
        for (ManagedObjectReference<?> object : tasks) {
            if (source.properties(object) instanceof TaskProperties task
                    && task.info() != null
                    && filter.matches(task.info(), source)
                    && session.allows(object, VIEW, source)) {
                matching.add(task.info());
            }
        }
        return matching;
    }

    @Override
    public ManagedObjectReference<TaskHistoryCollector> reference() {
        return reference;
    }

    private static boolean isTask(ManagedObjectReference<?> object) {
        return object.type().equals("Task");
    }

    private void changed(List<ObjectChange> changes, ObjectSource after) {
        for (ObjectChange change : changes) {
            if (change.after() == null) {
                tasks.remove(change.reference());
            } else if (isTask(change.reference())) {
                tasks.add(change.reference());
            }
        }
        for (ObjectChange change : changes) {
            if (isNews(change, after)) {
                List<TaskInfo> all = matching(after);
                show(List.copyOf(all.subList(Math.max(0, all.size() - pageSize), all.size())
                        .reversed()));
                return;
            }
        }
    }

    private boolean isNews(ObjectChange change, ObjectSource after) {
        return (change.after() instanceof TaskProperties now && now.info() != null && filter.matches(now.info(), after))
                || (change.before() instanceof TaskProperties was
                        && was.info() != null
                        && filter.matches(was.info(), after));
    }

    private void refresh() {
        show(cursor.latest(pageSize));
    }

    private void show(List<TaskInfo> page) {
        session.own().change(changes -> {
            if (changes.type(reference) != null) {
                changes.update(
                        reference,
                        TaskHistoryCollectorProperties.class,
                        properties -> properties.toBuilder().latestPage(page).build());
            }
        });
    }

    @Override
    public List<TaskInfo> readNextTasks(int maxCount) {
        return cursor.next(maxCount);
    }

    @Override
    public List<TaskInfo> readPreviousTasks(int maxCount) {
        return cursor.previous(maxCount);
    }

    @Override
    public void setCollectorPageSize(int maxCount) {
        pageSize = HistoryCursor.checkSize(maxCount);
        refresh();
    }

    @Override
    public void rewindCollector() {
        cursor.rewind();
    }

    @Override
    public void resetCollector() {
        cursor.reset(pageSize);
    }

    @Override
    public void destroyCollector() {
        forgetEnding.run();
        endListening.run();
        session.own().change(changes -> changes.remove(reference));
    }
}
