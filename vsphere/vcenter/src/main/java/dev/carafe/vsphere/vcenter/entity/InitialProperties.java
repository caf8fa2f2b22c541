package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.PodRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceSummary;
import dev.carafe.vsphere.vim.vim25.ClusterConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterConfigInfoEx;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ComputeResourceSummary;
import dev.carafe.vsphere.vim.vim25.DatacenterConfigInfo;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroupProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigManager;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.PodStorageDrsEntry;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.StoragePodProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFaultToleranceState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRecordReplayState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the properties of entities are, as far as vCenter itself knows them. Pure. */
final class InitialProperties {
    /** What a client that may do everything is told of its role. */
    private static final List<Integer> ADMINISTRATOR = List.of(-1);

    private InitialProperties() {}

    /** The properties of an entity that is new here; its host, where it has one, says more. */
    static DataObject of(Entity entity) {
        return named(
                switch (entity) {
                    case Entity.Folder folder -> Blank.properties(folder.type(), FolderProperties.class);
                    case Entity.Datacenter datacenter ->
                        Blank.properties("Datacenter", DatacenterProperties.class).toBuilder()
                                .vmFolder(References.folder(datacenter.vmFolder()))
                                .hostFolder(References.folder(datacenter.hostFolder()))
                                .datastoreFolder(References.folder(datacenter.datastoreFolder()))
                                .networkFolder(References.folder(datacenter.networkFolder()))
                                .configuration(DatacenterConfigInfo.builder().build())
                                .build();
                    case Entity.ComputeResource compute -> computeResource(compute);
                    case Entity.ResourcePool _ -> Blank.properties("ResourcePool", ResourcePoolProperties.class);
                    case Entity.Host host -> host(host);
                    case Entity.VirtualMachine machine -> machine(machine);
                    case Entity.Datastore datastore -> datastore(datastore);
                    case Entity.Network network -> network(network);
                    case Entity.DistributedSwitch _ ->
                        Blank.properties(
                                "VmwareDistributedVirtualSwitch", VmwareDistributedVirtualSwitchProperties.class);
                    case Entity.DistributedPortgroup _ ->
                        Blank.properties("DistributedVirtualPortgroup", DistributedVirtualPortgroupProperties.class);
                },
                entity);
    }

    private static ManagedEntityProperties named(ManagedEntityProperties blank, Entity entity) {
        return known(
                blank.withEffectiveRole(ADMINISTRATOR)
                        .withOverallStatus(ManagedEntityStatus.GREEN)
                        .withConfigStatus(ManagedEntityStatus.GREEN)
                        .withAlarmActionsEnabled(true),
                entity);
    }

    /** The properties with what vCenter knows now: name, place and configuration. */
    static ManagedEntityProperties known(ManagedEntityProperties properties, Entity entity) {
        ManagedEntityProperties after = properties.withName(entity.name()).withParent(parent(entity));
        return switch (entity) {
            case Entity.Folder folder -> folder((FolderProperties) after, folder);
            case Entity.ComputeResource compute -> configured((ComputeResourceProperties) after, compute);
            case Entity.ResourcePool pool -> {
                ResourcePoolProperties before = (ResourcePoolProperties) after;
                ResourceConfigSpec config = pool.config().toBuilder()
                        .entity(References.pool(pool.id()))
                        .build();
                yield before.withOwner(References.computeResource(pool.owner()))
                        .withConfig(config)
                        .withSummary(requireNonNull(before.summary())
                                .withName(pool.name())
                                .withConfig(config));
            }
            case Entity.VirtualMachine machine ->
                ((VirtualMachineProperties) after)
                        .toBuilder()
                                .resourcePool(machine.pool() == null ? null : References.pool(machine.pool()))
                                .build();
            case Entity.DistributedSwitch of ->
                SwitchProperties.known((VmwareDistributedVirtualSwitchProperties) after, of);
            case Entity.DistributedPortgroup group ->
                SwitchProperties.known((DistributedVirtualPortgroupProperties) after, group);
            case Entity.Datacenter _, Entity.Host _, Entity.Datastore _, Entity.Network _ -> after;
        };
    }

    private static @Nullable ManagedObjectReference<? extends dev.carafe.vsphere.vim.vim25.ManagedEntity> parent(
            Entity entity) {
        String parent = entity.parent();
        return switch (entity) {
            case Entity _ when parent == null -> null;
            case Entity.Host _ -> References.computeResource(parent);
            case Entity.ResourcePool pool ->
                pool.owner().equals(parent) ? References.computeResource(parent) : References.pool(parent);
            case Entity.Folder _ ->
                parent.startsWith("datacenter-") ? References.datacenter(parent) : References.folder(parent);
            default -> References.folder(parent);
        };
    }

    private static FolderProperties folder(FolderProperties properties, Entity.Folder folder) {
        FolderProperties after = properties.withChildType(folder.childTypes());
        return after instanceof StoragePodProperties pod
                ? pod.toBuilder()
                        .podStorageDrsEntry(PodStorageDrsEntry.builder()
                                .storageDrsConfig(PodRules.of(folder))
                                .build())
                        .build()
                : after;
    }

    private static ManagedEntityProperties computeResource(Entity.ComputeResource compute) {
        ComputeResourceProperties blank = Blank.properties(compute.type(), ComputeResourceProperties.class)
                .withResourcePool(References.pool(compute.pool()))
                .withEnvironmentBrowser(
                        new ManagedObjectReference<>("EnvironmentBrowser", "envbrowser-" + compute.id()));
        if (!(blank instanceof ClusterComputeResourceProperties cluster)) {
            return blank.withSummary(Blank.data("ComputeResourceSummary", ComputeResourceSummary.class)
                    .withOverallStatus(ManagedEntityStatus.GRAY));
        }
        ClusterComputeResourceSummary summary =
                Blank.data("ClusterComputeResourceSummary", ClusterComputeResourceSummary.class);
        return cluster.toBuilder().summary(summary).summaryEx(summary).build();
    }

    private static ManagedEntityProperties configured(
            ComputeResourceProperties properties, Entity.ComputeResource compute) {
        ComputeResourceProperties after = properties.withConfigurationEx(compute.config());
        return after instanceof ClusterComputeResourceProperties cluster
                        && compute.config() instanceof ClusterConfigInfoEx config
                ? cluster.toBuilder()
                        .configuration(ClusterConfigInfo.builder()
                                .dasConfig(config.dasConfig())
                                .dasVmConfig(config.dasVmConfig())
                                .drsConfig(config.drsConfig())
                                .drsVmConfig(config.drsVmConfig())
                                .rule(config.rule())
                                .build())
                        .build()
                : after;
    }

    private static ManagedEntityProperties host(Entity.Host host) {
        HostSystemProperties blank = Blank.properties("HostSystem", HostSystemProperties.class);
        HostListSummary summary = requireNonNull(blank.summary()).toBuilder()
                .host(References.host(host.id()))
                .config(blank.summary().config().toBuilder()
                        .name(host.name())
                        .port(host.access().port())
                        .sslThumbprint(host.access().thumbprint())
                        .build())
                .build();
        return blank.toBuilder()
                .summary(summary)
                .runtime(requireNonNull(blank.runtime()).toBuilder()
                        .connectionState(HostSystemConnectionState.DISCONNECTED)
                        .build())
                .configManager(HostConfigManager.builder().build())
                .datastoreBrowser(new ManagedObjectReference<>("HostDatastoreBrowser", "datastoreBrowser-" + host.id()))
                .build();
    }

    private static ManagedEntityProperties machine(Entity.VirtualMachine machine) {
        VirtualMachineProperties blank = Blank.properties("VirtualMachine", VirtualMachineProperties.class);
        VirtualMachineRuntimeInfo runtime = requireNonNull(blank.runtime()).toBuilder()
                .host(References.host(machine.host()))
                .connectionState(VirtualMachineConnectionState.DISCONNECTED)
                .powerState(VirtualMachinePowerState.POWERED_OFF)
                .faultToleranceState(VirtualMachineFaultToleranceState.NOT_CONFIGURED)
                .recordReplayState(VirtualMachineRecordReplayState.INACTIVE)
                .build();
        return blank.toBuilder()
                .runtime(runtime)
                .summary(requireNonNull(blank.summary()).toBuilder()
                        .vm(References.machine(machine.id()))
                        .runtime(runtime)
                        .config(blank.summary().config().toBuilder()
                                .name(machine.name())
                                .build())
                        .build())
                .environmentBrowser(new ManagedObjectReference<>("EnvironmentBrowser", "envbrowser-" + machine.id()))
                .build();
    }

    private static ManagedEntityProperties datastore(Entity.Datastore datastore) {
        DatastoreProperties blank = Blank.properties("Datastore", DatastoreProperties.class);
        return blank.toBuilder()
                .browser(new ManagedObjectReference<>("HostDatastoreBrowser", "datastoreBrowser-" + datastore.id()))
                .info(requireNonNull(blank.info()).withName(datastore.name()).withUrl(datastore.url()))
                .summary(requireNonNull(blank.summary()).toBuilder()
                        .datastore(References.datastore(datastore.id()))
                        .name(datastore.name())
                        .url(datastore.url())
                        .build())
                .build();
    }

    private static ManagedEntityProperties network(Entity.Network network) {
        NetworkProperties blank = Blank.properties("Network", NetworkProperties.class);
        return blank.withSummary(requireNonNull(blank.summary())
                .withNetwork(References.network(network.id()))
                .withName(network.name()));
    }
}
