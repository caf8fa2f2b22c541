package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.ovf.OvfExport;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where machines are in the vCenter of a test of crashes. References stay what they are over all crashes.
 *
 * @param hosts all of one cluster
 * @param pool the cluster's
 * @param datastore what all hosts reach
 * @param ovf a package of one machine with one disk
 */
record CrashPlaces(
        List<ManagedObjectReference<HostSystem>> hosts,
        ManagedObjectReference<ResourcePool> pool,
        ManagedObjectReference<Datastore> datastore,
        List<ManagedObjectReference<Folder>> folders,
        Path ovf) {
    /** What the datastore is called. */
    static final String SHARED = "shared";

    /** Makes a datacenter with a folder of its own for machines, adds the hosts, and packs a machine into a folder. */
    static CrashPlaces make(VSphereClient client, List<HostConnectSpec> hosts, Path packages) throws Exception {
        Folder root = Folder.stub(client.connection(), client.content().rootFolder());
        Connection.checked(() -> root.createDatacenter("dc"));
        Finder finder = new Finder(client);
        ManagedObjectReference<Folder> machines =
                finder.find(Finder.Kind.FOLDER, "/dc/vm").as();
        ManagedObjectReference<? extends Folder> made = Connection.checked(
                () -> Folder.stub(client.connection(), machines).createFolder("team"));
        ManagedObjectReference<Folder> team = new ManagedObjectReference<>(made.type(), made.value());
        ManagedObjectReference<Folder> above =
                finder.find(Finder.Kind.FOLDER, "/dc/host").as();
        ManagedObjectReference<ClusterComputeResource> cluster =
                Connection.checked(() -> Folder.stub(client.connection(), above)
                        .createClusterEx("c", ClusterConfigSpecEx.builder().build()));
        List<ManagedObjectReference<HostSystem>> added = new ArrayList<>();
        for (HostConnectSpec host : hosts) {
            added.add(new Hosts(client).addToCluster(cluster, host));
        }
        ManagedObjectReference<ResourcePool> pool = new Hosts(client).resourcePool(added.getFirst());
        return new CrashPlaces(
                List.copyOf(added),
                pool,
                finder.find(Finder.Kind.DATASTORE, "/dc/datastore/" + SHARED).as(),
                List.of(machines, team),
                packed(client, machines, pool, added.getFirst(), packages));
    }

    private static Path packed(
            VSphereClient client,
            ManagedObjectReference<Folder> machines,
            ManagedObjectReference<ResourcePool> pool,
            ManagedObjectReference<HostSystem> host,
            Path packages)
            throws Exception {
        Object made = new Tasks(client)
                .await(
                        Folder.stub(client.connection(), machines)
                                .createVM_Task(CrashWorker.fresh("packed"), pool, host),
                        _ -> {});
        ManagedObjectReference<VirtualMachine> machine = new ManagedObjectReference<>(
                "VirtualMachine", ((ManagedObjectReference<?>) requireNonNull(made)).value());
        Path ovf = new OvfExport(client, machine).toFolder(packages, "packed", TransferProgress.NONE);
        new Tasks(client)
                .await(VirtualMachine.stub(client.connection(), machine).destroy_Task(), _ -> {});
        return ovf;
    }

    ManagedObjectReference<Folder> folder(String id) {
        return folders.stream()
                .filter(each -> each.value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    ManagedObjectReference<HostSystem> host(String id) {
        return hosts.stream()
                .filter(each -> each.value().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
