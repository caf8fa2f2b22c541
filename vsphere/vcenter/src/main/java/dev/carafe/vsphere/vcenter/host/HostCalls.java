package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes calls on to hosts, with their names, and follows the tasks that they answer with. Safe for all threads. */
public final class HostCalls {
    private final ObjectRegistry registry;
    private final Tasks tasks;
    private final Errands errands;
    private final PortErrands ports;
    private final Function<String, HostLink> links;
    private volatile FollowedCalls followers = (_, _, _) -> null;

    /** @param links by host; fails for one that is not known */
    HostCalls(
            ObjectRegistry registry,
            Tasks tasks,
            Errands errands,
            PortErrands ports,
            Function<String, HostLink> links) {
        this.registry = registry;
        this.tasks = tasks;
        this.errands = errands;
        this.ports = ports;
        this.links = links;
    }

    /** Says who is told of calls that are passed on. */
    public void follow(FollowedCalls by) {
        followers = by;
    }

    /** Calls a method of an object of vCenter's on its host; a task that comes back is vCenter's. */
    @Nullable
    Object forward(
            String hostId, ManagedObjectReference<?> object, ManagedMethod method, @Nullable Object... arguments) {
        HostLink link = links.apply(hostId);
        Translation.Names names = link.mirror().names().toHost();
        FollowedCalls.Followed followed = followers.asked(hostId, object, method);
        return followed == null
                ? forwardTo(hostId, names.reference(object), entity(object, hostId), method, arguments)
                : forwardFollowed(followed, hostId, object, method, arguments);
    }

    private ManagedObjectReference<Task> forwardFollowed(
            FollowedCalls.Followed followed,
            String hostId,
            ManagedObjectReference<?> object,
            ManagedMethod method,
            @Nullable Object... arguments) {
        HostLink link = links.apply(hostId);
        Object result;
        try {
            result = call(link, link.mirror().names().toHost().reference(object), method, arguments);
        } catch (FaultException e) {
            followed.failed(e);
            throw e;
        }
        String hostTask = ((ManagedObjectReference<?>) Objects.requireNonNull(result)).value();
        return follow(link, entity(object, hostId), method, progress -> {
            followed.begun(progress.task());
            try {
                return relay(link, hostTask, progress, followed::done);
            } catch (FaultException e) {
                if (!Thread.currentThread().isInterrupted()) { // the next server goes on with it
                    followed.failed(e);
                }
                throw e;
            }
        });
    }

    /** The same for a call after which cards of a machine are in the ports that are kept for them. */
    ManagedObjectReference<Task> forwardFor(
            PortsKept kept, ManagedObjectReference<?> object, ManagedMethod method, @Nullable Object... arguments) {
        HostLink link = links.apply(kept.hostId());
        Object result = call(link, link.mirror().names().toHost().reference(object), method, arguments);
        String hostTask = ((ManagedObjectReference<?>) Objects.requireNonNull(result)).value();
        return tasks.startBeside(entity(object, kept.hostId()), method.descriptionId(), false, progress -> {
            ports.by(kept, progress.task().value());
            return relay(link, hostTask, progress, () -> {});
        });
    }

    /**
     * The same for an object that vCenter has none for, such as a host's file manager.
     *
     * @param onHost as the host calls it
     * @param about what a task is about
     */
    public @Nullable Object forwardTo(
            String hostId,
            ManagedObjectReference<?> onHost,
            ManagedObjectReference<? extends ManagedEntity> about,
            ManagedMethod method,
            @Nullable Object... arguments) {
        HostLink link = links.apply(hostId);
        Object result = call(link, onHost, method, arguments);
        if (result instanceof ManagedObjectReference<?> task && task.type().equals("Task")) {
            return follow(link, about, method, progress -> relay(link, task.value(), progress, () -> {}));
        }
        return CallResults.own(link, method, result);
    }

    /** Follows a task that a host has begun. What it is about may be gone before the host's answer is here: then it is about the host. */
    private ManagedObjectReference<Task> follow(
            HostLink link, ManagedObjectReference<? extends ManagedEntity> about, ManagedMethod method, TaskBody body) {
        try {
            return tasks.startBeside(about, method.descriptionId(), false, body);
        } catch (FaultException e) {
            if (!(e.fault() instanceof ManagedObjectNotFound)) {
                throw e;
            }
            ManagedObjectReference<HostSystem> host =
                    References.host(link.mirror().hostId());
            return tasks.startBeside(host, method.descriptionId(), false, body);
        }
    }

    /** @param done run when the host has done it, before anybody is told */
    private @Nullable Object relay(HostLink link, String hostTask, TaskProgress progress, Runnable done)
            throws InterruptedException {
        String key = progress.task().value();
        errands.putAfterwards(new Errand(key, link.mirror().hostId(), hostTask, true, null, null));
        try {
            Object result = new TaskRelay(link, new ManagedObjectReference<Task>("Task", hostTask)).run(progress);
            done.run();
            ports.done(key);
            errands.end(key);
            return result;
        } catch (FaultException e) {
            if (!Thread.currentThread().isInterrupted()) { // the next server goes on with it
                if (!HostChange.stays(e)) {
                    ports.doubted(key);
                }
                errands.end(key);
            }
            throw e;
        }
    }

    /**
     * The same, within a task of vCenter's: what is a task of the host is followed to its end.
     *
     * @return the result, of the task where it is one
     */
    public @Nullable Object carryOut(
            String hostId,
            ManagedObjectReference<?> object,
            ManagedMethod method,
            TaskProgress progress,
            @Nullable Object... arguments)
            throws InterruptedException {
        Translation.Names names = links.apply(hostId).mirror().names().toHost();
        return carryOutOn(hostId, names.reference(object), method, progress, arguments);
    }

    /** The same for what is named as the host does. */
    public @Nullable Object carryOutOn(
            String hostId,
            ManagedObjectReference<?> onHost,
            ManagedMethod method,
            TaskProgress progress,
            @Nullable Object... arguments)
            throws InterruptedException {
        HostLink link = links.apply(hostId);
        Object result = call(link, onHost, method, arguments);
        if (result instanceof ManagedObjectReference<?> task && task.type().equals("Task")) {
            Errand errand = errands.find(progress.task().value());
            if (errand != null && (errand.move() == null || !errand.move().live())) {
                errands.putAfterwards(errand.withHostTask(hostId, task.value()));
            }
            return new TaskRelay(link, task).run(progress);
        }
        return CallResults.own(link, method, result);
    }

    /**
     * Follows the task by which a host gives a machine away that runs, which goes on also without this server.
     *
     * @return its result
     * @throws FaultException also HostCommunication, when it is not known how it ended
     */
    public @Nullable Object followMove(String source, String hostTask, TaskProgress progress)
            throws InterruptedException {
        Errand errand = errands.find(progress.task().value());
        if (errand != null) {
            errands.putAfterwards(errand.withHostTask(errand.hostId(), hostTask));
        }
        return new TaskRelay(links.apply(source), new ManagedObjectReference<Task>("Task", hostTask)).run(progress);
    }

    private static @Nullable Object call(
            HostLink link, ManagedObjectReference<?> onHost, ManagedMethod method, @Nullable Object... arguments) {
        Translation.Names names = link.mirror().names().toHost();
        @Nullable Object[] translated = new @Nullable Object[arguments.length];
        for (int i = 0; i < translated.length; i++) {
            translated[i] = Translation.of(arguments[i], names);
        }
        try {
            return link.call(onHost, method, translated);
        } catch (FaultException e) {
            throw TaskRelay.translated(e, link.mirror());
        }
    }

    /** The entity that a task about an object is about. */
    private ManagedObjectReference<? extends ManagedEntity> entity(ManagedObjectReference<?> object, String hostId) {
        if (registry.properties(object).orElse(null) instanceof VirtualMachineSnapshotProperties snapshot
                && snapshot.vm() != null) {
            return snapshot.vm();
        }
        boolean isEntity = registry.properties(object)
                .filter(ManagedEntityProperties.class::isInstance)
                .isPresent();
        ManagedObjectReference<HostSystem> host = References.host(hostId);
        return isEntity ? new ManagedObjectReference<ManagedEntity>(object.type(), object.value()) : host;
    }
}
