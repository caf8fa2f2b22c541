package dev.carafe.vsphere.client.host;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystem;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostNetworkPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystem;
import dev.carafe.vsphere.vim.vim25.HostPortGroupSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with hosts. Methods return when the server has done it. Safe for all threads. */
public final class Hosts {
    private final VSphereClient client;
    private final PropertyReader reader;

    public Hosts(VSphereClient client) {
        this.client = client;
        this.reader = new PropertyReader(client);
    }

    /** Hardware, state and load. */
    public HostListSummary summary(ManagedObjectReference<HostSystem> host) throws IOException, InterruptedException {
        HostListSummary summary = reader.read(host, List.of("summary")).whole().value("summary", HostListSummary.class);
        return VSphereClient.present(summary, "summary of " + host);
    }

    /** The pool at the top of what a host belongs to, where machines are made. */
    public ManagedObjectReference<ResourcePool> resourcePool(ManagedObjectReference<HostSystem> host)
            throws IOException, InterruptedException {
        ManagedObjectReference<ManagedObject> parent =
                reader.read(host, List.of("parent")).whole().reference("parent");
        Found resource = reader.read(VSphereClient.present(parent, "parent of " + host), List.of("resourcePool"))
                .whole();
        return VSphereClient.present(resource.<ResourcePool>reference("resourcePool"), "resource pool of " + host);
    }

    /** Adds a host to a folder of hosts; it stands in a compute resource of its own. */
    public ManagedObjectReference<ComputeResource> add(
            ManagedObjectReference<? extends Folder> folder, HostConnectSpec spec)
            throws IOException, InterruptedException {
        Object made =
                await(() -> Folder.stub(client.connection(), folder).addStandaloneHost_Task(spec, null, true, null));
        return reference(made);
    }

    /** Adds a host to a cluster. */
    public ManagedObjectReference<HostSystem> addToCluster(
            ManagedObjectReference<ClusterComputeResource> cluster, HostConnectSpec spec)
            throws IOException, InterruptedException {
        Object made = await(
                () -> ClusterComputeResource.stub(client.connection(), cluster).addHost_Task(spec, true, null, null));
        return reference(made);
    }

    private static <T extends ManagedObject> ManagedObjectReference<T> reference(@Nullable Object made)
            throws IOException {
        if (made instanceof ManagedObjectReference<?> reference) {
            return new ManagedObjectReference<>(reference.type(), reference.value());
        }
        throw new IOException("the task ended well without an object");
    }

    /** @param timeout how long machines may take to move away; zero for as long as they need */
    public void enterMaintenanceMode(ManagedObjectReference<HostSystem> host, Duration timeout)
            throws IOException, InterruptedException {
        await(() -> stub(host).enterMaintenanceMode_Task(Math.toIntExact(timeout.toSeconds()), null, null));
    }

    public void exitMaintenanceMode(ManagedObjectReference<HostSystem> host) throws IOException, InterruptedException {
        await(() -> stub(host).exitMaintenanceMode_Task(0));
    }

    public void disconnect(ManagedObjectReference<HostSystem> host) throws IOException, InterruptedException {
        await(() -> stub(host).disconnectHost_Task());
    }

    /** @param spec null to connect as before */
    public void reconnect(ManagedObjectReference<HostSystem> host, @Nullable HostConnectSpec spec)
            throws IOException, InterruptedException {
        await(() -> stub(host).reconnectHost_Task(spec, null));
    }

    /** @param vlan 0 for none, 4095 for all */
    public void addPortGroup(ManagedObjectReference<HostSystem> host, String name, String virtualSwitch, int vlan)
            throws IOException, InterruptedException {
        HostNetworkSystem network = networkSystem(host);
        HostPortGroupSpec spec = HostPortGroupSpec.builder()
                .name(name)
                .vlanId(vlan)
                .vswitchName(virtualSwitch)
                .policy(HostNetworkPolicy.builder().build())
                .build();
        Connection.run(() -> network.addPortGroup(spec));
    }

    public void removePortGroup(ManagedObjectReference<HostSystem> host, String name)
            throws IOException, InterruptedException {
        HostNetworkSystem network = networkSystem(host);
        Connection.run(() -> network.removePortGroup(name));
    }

    public void addVirtualSwitch(ManagedObjectReference<HostSystem> host, String name, int ports)
            throws IOException, InterruptedException {
        HostNetworkSystem network = networkSystem(host);
        HostVirtualSwitchSpec spec =
                HostVirtualSwitchSpec.builder().numPorts(ports).build();
        Connection.run(() -> network.addVirtualSwitch(name, spec));
    }

    public void removeVirtualSwitch(ManagedObjectReference<HostSystem> host, String name)
            throws IOException, InterruptedException {
        HostNetworkSystem network = networkSystem(host);
        Connection.run(() -> network.removeVirtualSwitch(name));
    }

    /** Makes a datastore of a folder on the host. */
    public ManagedObjectReference<Datastore> createLocalDatastore(
            ManagedObjectReference<HostSystem> host, String name, String folder)
            throws IOException, InterruptedException {
        ManagedObjectReference<HostDatastoreSystem> system = reader.read(host, List.of("configManager.datastoreSystem"))
                .whole()
                .reference("configManager.datastoreSystem");
        HostDatastoreSystem stub =
                HostDatastoreSystem.stub(client.connection(), VSphereClient.present(system, "datastore system"));
        return Connection.checked(() -> stub.createLocalDatastore(name, folder));
    }

    private HostNetworkSystem networkSystem(ManagedObjectReference<HostSystem> host)
            throws IOException, InterruptedException {
        ManagedObjectReference<HostNetworkSystem> system = reader.read(host, List.of("configManager.networkSystem"))
                .whole()
                .reference("configManager.networkSystem");
        return HostNetworkSystem.stub(client.connection(), VSphereClient.present(system, "network system"));
    }

    private HostSystem stub(ManagedObjectReference<HostSystem> host) {
        return HostSystem.stub(client.connection(), host);
    }

    private @Nullable Object await(Connection.Calls<ManagedObjectReference<Task>> start)
            throws IOException, InterruptedException {
        return new Tasks(client).await(Connection.checked(start));
    }
}
