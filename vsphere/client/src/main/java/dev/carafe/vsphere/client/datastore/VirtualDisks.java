package dev.carafe.vsphere.client.datastore;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.FileBackedVirtualDiskSpec;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDiskAdapterType;
import dev.carafe.vsphere.vim.vim25.VirtualDiskManager;
import dev.carafe.vsphere.vim.vim25.VirtualDiskType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Virtual disks that belong to no machine. A disk is named by its descriptor, {@code [datastore1] data.vmdk}; what the
 * descriptor names goes with it. Safe for all threads.
 */
public final class VirtualDisks {
    private final VSphereClient client;
    private final @Nullable ManagedObjectReference<Datacenter> datacenter;
    private final VirtualDiskManager disks;

    /** @param datacenter that the datastores are in; null where the server is one host */
    public VirtualDisks(VSphereClient client, @Nullable ManagedObjectReference<Datacenter> datacenter) {
        this.client = client;
        this.datacenter = datacenter;
        this.disks = VirtualDiskManager.stub(
                client.connection(),
                VSphereClient.present(client.content().virtualDiskManager(), "virtual disk manager"));
    }

    public void create(DatastorePath disk, long capacityBytes, VirtualDiskType type)
            throws IOException, InterruptedException {
        FileBackedVirtualDiskSpec spec = FileBackedVirtualDiskSpec.builder()
                .diskType(type.wire())
                .adapterType(VirtualDiskAdapterType.LSI_LOGIC.wire())
                .capacityKb(capacityBytes >> 10)
                .build();
        await(() -> disks.createVirtualDisk_Task(disk.toString(), datacenter, spec));
    }

    public void delete(DatastorePath disk) throws IOException, InterruptedException {
        await(() -> disks.deleteVirtualDisk_Task(disk.toString(), datacenter));
    }

    /** @param force whether what is there is replaced */
    public void move(DatastorePath from, DatastorePath to, boolean force) throws IOException, InterruptedException {
        await(() -> disks.moveVirtualDisk_Task(
                from.toString(), datacenter, to.toString(), datacenter, force, java.util.List.of()));
    }

    /** @param force whether what is there is replaced */
    public void copy(DatastorePath from, DatastorePath to, boolean force) throws IOException, InterruptedException {
        await(() -> disks.copyVirtualDisk_Task(from.toString(), datacenter, to.toString(), datacenter, null, force));
    }

    /** Makes a disk larger. */
    public void extend(DatastorePath disk, long capacityBytes) throws IOException, InterruptedException {
        await(() -> disks.extendVirtualDisk_Task(disk.toString(), datacenter, capacityBytes >> 10, null));
    }

    /** Takes all the space of a thin disk. */
    public void inflate(DatastorePath disk) throws IOException, InterruptedException {
        await(() -> disks.inflateVirtualDisk_Task(disk.toString(), datacenter));
    }

    public String uuid(DatastorePath disk) throws IOException, InterruptedException {
        return Connection.checked(() -> disks.queryVirtualDiskUuid(disk.toString(), datacenter));
    }

    private void await(Connection.Calls<ManagedObjectReference<Task>> start) throws IOException, InterruptedException {
        new Tasks(client).await(Connection.checked(start));
    }
}
