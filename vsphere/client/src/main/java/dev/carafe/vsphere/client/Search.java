package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.SearchIndex;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds machines and hosts by what they are called outside the inventory: UUID, DNS name, address, datastore path. Each
 * search is one call. Safe for all threads.
 */
public final class Search {
    private final SearchIndex index;
    private final @Nullable ManagedObjectReference<Datacenter> datacenter;

    /** In the whole inventory. */
    public Search(VSphereClient client) {
        this(
                SearchIndex.stub(
                        client.connection(),
                        VSphereClient.present(client.content().searchIndex(), "search index")),
                null);
    }

    private Search(SearchIndex index, @Nullable ManagedObjectReference<Datacenter> datacenter) {
        this.index = index;
        this.datacenter = datacenter;
    }

    /** The same in one datacenter alone. */
    public Search in(ManagedObjectReference<Datacenter> onlyHere) {
        return new Search(index, onlyHere);
    }

    /** The machine of a BIOS UUID ({@code summary.config.uuid}). */
    public Optional<ManagedObjectReference<VirtualMachine>> machineByUuid(String uuid)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByUuid(datacenter, uuid, true, false)));
    }

    /** The machine of an instance UUID ({@code summary.config.instanceUuid}), which vCenter keeps unique. */
    public Optional<ManagedObjectReference<VirtualMachine>> machineByInstanceUuid(String uuid)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByUuid(datacenter, uuid, true, true)));
    }

    /** All machines of a BIOS UUID: copies of one machine may share it. */
    public List<ManagedObjectReference<VirtualMachine>> machinesByUuid(String uuid)
            throws IOException, InterruptedException {
        return all(Connection.checked(() -> index.findAllByUuid(datacenter, uuid, true, false)));
    }

    /** The machine whose guest reports this host name. */
    public Optional<ManagedObjectReference<VirtualMachine>> machineByDnsName(String name)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByDnsName(datacenter, name, true)));
    }

    /** The machine whose guest reports this address. */
    public Optional<ManagedObjectReference<VirtualMachine>> machineByIp(String address)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByIp(datacenter, address, true)));
    }

    /**
     * The machine of a configuration file, such as {@code [datastore1] web/web.vmx}.
     *
     * @throws IllegalStateException when there is no datacenter to look in: call {@link #in} first
     */
    public Optional<ManagedObjectReference<VirtualMachine>> machineByDatastorePath(String path)
            throws IOException, InterruptedException {
        ManagedObjectReference<Datacenter> place = datacenter;
        if (place == null) {
            throw new IllegalStateException("a datastore path means something only in a datacenter");
        }
        return one(Connection.checked(() -> index.findByDatastorePath(place, path)));
    }

    /** The host of a hardware UUID. */
    public Optional<ManagedObjectReference<HostSystem>> hostByUuid(String uuid)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByUuid(datacenter, uuid, false, null)));
    }

    public Optional<ManagedObjectReference<HostSystem>> hostByDnsName(String name)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByDnsName(datacenter, name, false)));
    }

    public Optional<ManagedObjectReference<HostSystem>> hostByIp(String address)
            throws IOException, InterruptedException {
        return one(Connection.checked(() -> index.findByIp(datacenter, address, false)));
    }

    /** Exactly this path, without patterns, in one call: {@code DC0/vm/web}. */
    public Optional<ManagedObjectReference<? extends ManagedEntity>> byInventoryPath(String path)
            throws IOException, InterruptedException {
        ManagedObjectReference<? extends ManagedEntity> found =
                Connection.checked(() -> index.findByInventoryPath(path));
        return Optional.ofNullable(found);
    }

    /** What is directly in an object under this name. */
    public Optional<ManagedObjectReference<? extends ManagedEntity>> child(
            ManagedObjectReference<? extends ManagedEntity> parent, String name)
            throws IOException, InterruptedException {
        ManagedObjectReference<? extends ManagedEntity> found = Connection.checked(() -> index.findChild(parent, name));
        return Optional.ofNullable(found);
    }

    /** The server answers with what it was asked for: machines to machines, hosts to hosts. */
    @SuppressWarnings("unchecked")
    private static <T extends ManagedEntity> Optional<ManagedObjectReference<T>> one(
            @Nullable ManagedObjectReference<? extends ManagedEntity> found) {
        return Optional.ofNullable((ManagedObjectReference<T>) found);
    }

    @SuppressWarnings("unchecked")
    private static <T extends ManagedEntity> List<ManagedObjectReference<T>> all(
            List<ManagedObjectReference<? extends ManagedEntity>> found) {
        return found.stream().map(each -> (ManagedObjectReference<T>) each).toList();
    }
}
