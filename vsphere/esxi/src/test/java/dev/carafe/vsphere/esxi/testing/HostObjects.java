package dev.carafe.vsphere.esxi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Unfinished;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.TaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What managed objects of a host need around them: a registry with a datacenter and two datastores, tasks, disks. */
public final class HostObjects implements AutoCloseable {
    public final ManagedObjectReference<Datacenter> datacenter =
            new ManagedObjectReference<>("Datacenter", "ha-datacenter");
    public final ObjectRegistry registry = new ObjectRegistry();
    public final Tasks tasks;
    public final Datastores datastores;
    public final DiskStore disks;
    public final Path one;
    public final Path two;

    private record ServedDatacenter(ManagedObjectReference<Datacenter> reference) implements Datacenter, ServedObject {}

    private record ServedDatastore(ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore> reference)
            implements dev.carafe.vsphere.vim.vim25.Datastore, ServedObject {}

    /** Makes the datastores {@code one} and {@code two} in a folder. */
    public HostObjects(Path folder) throws IOException {
        one = Files.createDirectory(folder.resolve("one")).toRealPath();
        two = Files.createDirectory(folder.resolve("two")).toRealPath();
        datastores = new Datastores(List.of(new Datastore("one", one), new Datastore("two", two)));
        disks = new DiskStore(datastores, new Random(1), new Unfinished("host-under-test"));
        registry.change(changes -> {
            changes.add(
                    new ServedDatacenter(datacenter),
                    DatacenterProperties.builder().name("ha-datacenter").build());
            for (Datastore datastore : datastores.all()) {
                changes.add(
                        new ServedDatastore(reference(datastore.name()).orElseThrow()),
                        DatastoreProperties.builder().name(datastore.name()).build());
            }
        });
        Events events =
                Events.open(registry, new ManagedObjectReference<>("EventManager", "ha-eventmgr"), () -> Instant.EPOCH);
        tasks = Tasks.open(
                registry,
                new ManagedObjectReference<>("TaskManager", "ha-taskmgr"),
                events,
                TaskJournal.none(),
                () -> Instant.EPOCH);
    }

    public Optional<ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore>> reference(String datastore) {
        return datastores.byName(datastore).map(found -> new ManagedObjectReference<>("Datastore", found.name()));
    }

    /** Waits for a task that is to succeed; gives its result. */
    public @Nullable Object result(@Nullable ManagedObjectReference<Task> task) throws InterruptedException {
        TaskInfo info = tasks.await(Objects.requireNonNull(task));
        assertThat(info.error()).isNull();
        assertThat(info.state()).isEqualTo(TaskInfoState.SUCCESS);
        return info.result();
    }

    /** Waits for a task that is to fail; gives its fault and message. */
    public LocalizedMethodFault error(@Nullable ManagedObjectReference<Task> task) throws InterruptedException {
        TaskInfo info = tasks.await(Objects.requireNonNull(task));
        return Objects.requireNonNull(info.error(), "the task did not fail");
    }

    /** Waits for a task that is to fail with a fault. */
    public void assertFails(@Nullable ManagedObjectReference<Task> task, Class<? extends Fault> fault)
            throws InterruptedException {
        assertThat(error(task).fault()).isInstanceOf(fault);
    }

    @Override
    public void close() {
        tasks.close();
    }
}
