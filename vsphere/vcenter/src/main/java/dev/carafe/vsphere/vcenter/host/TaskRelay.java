package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a task of a host to its end: the body of the task of vCenter's that stands for it. A host that goes away is waited
 * for, since its tasks may go on; one that comes back without the task leaves its outcome unknown, which is said.
 */
final class TaskRelay implements TaskBody {
    /** How long a host may be away while a task of it is waited for. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How long a host may take to say something of a task that it counts as recent, before the task itself is asked for. */
    private static final Duration TOLD_MAX = Duration.ofSeconds(2);

    private static final ManagedMethod CANCEL = Objects.requireNonNull(Vim25.NAMESPACE.method("CancelTask"));

    private final HostLink link;
    private final ManagedObjectReference<?> task;

    /** @param task what the host calls it */
    TaskRelay(HostLink link, ManagedObjectReference<?> task) {
        this.link = link;
        this.task = task;
    }

    /** @return the task's result, with vCenter's names */
    @Override
    public @Nullable Object run(TaskProgress progress) throws InterruptedException {
        boolean[] cancelable = new boolean[1];
        boolean recent = true;
        while (true) {
            BlockingQueue<Optional<List<ObjectUpdate>>> news = new LinkedBlockingQueue<>();
            Runnable end = recent ? link.watchTask(task, watch(news)) : begin(news);
            Optional<List<ObjectUpdate>> next;
            try {
                next = recent ? first(news) : news.take();
                while (next.isPresent() && !(recent && hasLeft(next.get()))) {
                    TaskInfo info = info(next.get());
                    if (info != null && info.cancelable() && !cancelable[0]) {
                        cancelable[0] = true;
                        progress.onCancel(this::cancel);
                    }
                    if (info != null && info.progress() != null) {
                        progress.percent(info.progress());
                    }
                    switch (info == null ? TaskInfoState.RUNNING : info.state()) {
                        case SUCCESS -> {
                            Object result = Objects.requireNonNull(info).result() instanceof ArrayOf array
                                    ? array
                                    : info.result();
                            return Translation.of(result, link.mirror().names().toOwn());
                        }
                        case ERROR -> throw failure(Objects.requireNonNull(info).error());
                        case QUEUED, RUNNING, UNRECOGNIZED -> {}
                    }
                    next = news.take();
                }
            } finally {
                end.run();
            }
            recent &= next.isEmpty();
            if (next.isEmpty()) {
                link.awaitBack(PATIENCE);
            }
        }
    }

    /** What is said first of a task that the host may count as recent; where nothing is said for a while, that it has left. */
    private static Optional<List<ObjectUpdate>> first(BlockingQueue<Optional<List<ObjectUpdate>>> news)
            throws InterruptedException {
        Optional<List<ObjectUpdate>> first = news.poll(TOLD_MAX.toMillis(), TimeUnit.MILLISECONDS);
        return first == null ? Optional.of(List.of()) : first;
    }

    private static boolean hasLeft(List<ObjectUpdate> updates) {
        return updates.isEmpty() || updates.getLast().kind() == ObjectUpdateKind.LEAVE;
    }

    /** Follows the task itself, recent or not. */
    private Runnable begin(BlockingQueue<Optional<List<ObjectUpdate>>> news) {
        try {
            ManagedObjectReference<PropertyFilter> filter =
                    link.watch(MirrorFilters.property(task, "info"), watch(news));
            return () -> link.unwatch(filter);
        } catch (FaultException e) {
            if (e.fault() instanceof ManagedObjectNotFound) {
                throw unknown();
            }
            throw e;
        }
    }

    private static Watches.Watch watch(BlockingQueue<Optional<List<ObjectUpdate>>> news) {
        return new Watches.Watch() {
            @Override
            public void updated(List<ObjectUpdate> updates) {
                news.add(Optional.of(updates));
            }

            @Override
            public void lost() {
                news.add(Optional.empty());
            }
        };
    }

    private static @Nullable TaskInfo info(List<ObjectUpdate> updates) {
        TaskInfo info = null;
        for (ObjectUpdate update : updates) {
            if (update.kind() == ObjectUpdateKind.LEAVE) {
                throw unknown();
            }
            for (PropertyChange change : update.changeSet()) {
                if (change.val() instanceof TaskInfo newer) {
                    info = newer;
                }
            }
        }
        return info;
    }

    private FaultException failure(@Nullable LocalizedMethodFault error) {
        if (error == null) {
            return HostCommunication.builder().build().exception("The host's task failed and says no reason.");
        }
        return translated(new FaultException(error.fault(), error.localizedMessage()), link.mirror());
    }

    /** What a host says went wrong, with vCenter's names. */
    static FaultException translated(FaultException said, HostMirror mirror) {
        Fault own = Translation.data(said.fault(), mirror.names().toOwn());
        return own.equals(said.fault()) ? said : new FaultException(own, said.getMessage(), said);
    }

    private static FaultException unknown() {
        return HostCommunication.builder()
                .build()
                .exception(
                        "The host no longer knows the task, so that its outcome is unknown; look at the object it was"
                                + " about.");
    }

    private void cancel() {
        Thread.ofVirtual().name("vcenter-cancel-" + task.value()).start(() -> {
            try {
                link.call(task, CANCEL);
            } catch (FaultException _) {
                // it ended meanwhile, or the host is away: its state is told as it becomes known
            }
        });
    }
}
