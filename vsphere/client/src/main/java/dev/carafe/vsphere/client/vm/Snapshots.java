package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One machine's snapshots. Safe for all threads. */
public final class Snapshots {
    private final VSphereClient client;
    private final ManagedObjectReference<VirtualMachine> vm;
    private final Tasks tasks;

    public Snapshots(VSphereClient client, ManagedObjectReference<VirtualMachine> vm) {
        this.client = client;
        this.vm = vm;
        this.tasks = new Tasks(client);
    }

    /** No snapshot is meant, or more than one. */
    public static final class AmbiguousSnapshotException extends Exception {
        private static final long serialVersionUID = 1L;

        AmbiguousSnapshotException(String message) {
            super(message);
        }
    }

    /** The oldest ones, with those that were made of them inside; none when there are none. */
    public List<VirtualMachineSnapshotTree> tree() throws IOException, InterruptedException {
        return info().map(VirtualMachineSnapshotInfo::rootSnapshotList).orElse(List.of());
    }

    /** The one that the machine's present state began from. */
    public Optional<ManagedObjectReference<VirtualMachineSnapshot>> current() throws IOException, InterruptedException {
        return info().map(VirtualMachineSnapshotInfo::currentSnapshot);
    }

    private Optional<VirtualMachineSnapshotInfo> info() throws IOException, InterruptedException {
        return Optional.ofNullable(new PropertyReader(client)
                .read(vm, List.of("snapshot"))
                .whole()
                .value("snapshot", VirtualMachineSnapshotInfo.class));
    }

    /**
     * Finds one by its name, by its path such as {@code base/patched}, or by what the server calls it, such as {@code
     * snapshot-12}.
     *
     * @throws AmbiguousSnapshotException when several have the name: the path or the server's name then says which
     */
    public Optional<ManagedObjectReference<VirtualMachineSnapshot>> find(String nameOrPath)
            throws AmbiguousSnapshotException, IOException, InterruptedException {
        return find(tree(), nameOrPath);
    }

    /** No I/O. */
    static Optional<ManagedObjectReference<VirtualMachineSnapshot>> find(
            List<VirtualMachineSnapshotTree> tree, String nameOrPath) throws AmbiguousSnapshotException {
        List<ManagedObjectReference<VirtualMachineSnapshot>> found = new ArrayList<>();
        collect(tree, "", nameOrPath, found);
        if (found.size() > 1) {
            throw new AmbiguousSnapshotException("'" + nameOrPath + "' names " + found.size()
                    + " snapshots; give the path of one, such as first/second, or its reference");
        }
        return found.stream().findFirst();
    }

    private static void collect(
            List<VirtualMachineSnapshotTree> tree,
            String parent,
            String wanted,
            List<ManagedObjectReference<VirtualMachineSnapshot>> found) {
        for (VirtualMachineSnapshotTree each : tree) {
            String path = parent.isEmpty() ? each.name() : parent + "/" + each.name();
            if (each.name().equals(wanted)
                    || path.equals(wanted)
                    || each.snapshot().value().equals(wanted)) {
                found.add(each.snapshot());
            }
            collect(each.childSnapshotList(), path, wanted, found);
        }
    }

    /**
     * Makes a snapshot.
     *
     * @param memory whether a running machine's memory is kept too
     * @param quiesce whether the guest is asked to bring its file systems in order first
     */
    public ManagedObjectReference<VirtualMachineSnapshot> create(
            String name, @Nullable String description, boolean memory, boolean quiesce)
            throws IOException, InterruptedException {
        Object made = await(() ->
                VirtualMachine.stub(client.connection(), vm).createSnapshot_Task(name, description, memory, quiesce));
        if (made instanceof ManagedObjectReference<?> reference) {
            return new ManagedObjectReference<>(reference.type(), reference.value());
        }
        throw new IOException("the task ended well without a snapshot");
    }

    /** Puts the machine back to what it was then. */
    public void revert(ManagedObjectReference<VirtualMachineSnapshot> snapshot)
            throws IOException, InterruptedException {
        await(() -> stub(snapshot).revertToSnapshot_Task(null, null));
    }

    public void revertToCurrent() throws IOException, InterruptedException {
        await(() -> VirtualMachine.stub(client.connection(), vm).revertToCurrentSnapshot_Task(null, null));
    }

    /** Removes a snapshot; what was made of it stays unless {@code children}. */
    public void remove(ManagedObjectReference<VirtualMachineSnapshot> snapshot, boolean children)
            throws IOException, InterruptedException {
        await(() -> stub(snapshot).removeSnapshot_Task(children, true));
    }

    public void removeAll() throws IOException, InterruptedException {
        await(() -> VirtualMachine.stub(client.connection(), vm).removeAllSnapshots_Task(true, null));
    }

    public void rename(
            ManagedObjectReference<VirtualMachineSnapshot> snapshot,
            @Nullable String name,
            @Nullable String description)
            throws IOException, InterruptedException {
        Connection.run(() -> stub(snapshot).renameSnapshot(name, description));
    }

    private VirtualMachineSnapshot stub(ManagedObjectReference<VirtualMachineSnapshot> snapshot) {
        return VirtualMachineSnapshot.stub(client.connection(), snapshot);
    }

    private @Nullable Object await(Connection.Calls<ManagedObjectReference<Task>> start)
            throws IOException, InterruptedException {
        return tasks.await(Connection.checked(start));
    }
}
