package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigInfo;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsConfigInfo;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What vCenter itself knows of a managed entity; what a host says of it is mirrored and not in here. An id such as
 * {@code vm-12} is never given twice, so it names an entity without its type.
 */
public sealed interface Entity {
    String id();

    /** As the API shows it: {@code /}, {@code \} and {@code %} are escaped. */
    String name();

    /** Null for the root folder, and for a virtual machine in a virtual app. */
    @Nullable
    String parent();

    /** The same with another name. */
    Entity withName(String name);

    /** The same in another place. */
    Entity withParent(String parent);

    /** The WSDL name of its type. */
    String type();

    /** What hosts call it, by their ids: {@code VirtualMachine:12}. A port group of a distributed switch is a network there. */
    default Map<String, String> calledOnHosts() {
        return switch (this) {
            case VirtualMachine machine
            when !machine.inTransit() -> Map.of(machine.host(), "VirtualMachine:" + machine.onHost());
            case Datastore datastore -> called("Datastore", datastore.onHosts());
            case Network network -> called("Network", network.onHosts());
            case DistributedPortgroup group -> called("Network", group.onHosts());
            case VirtualMachine _,
                    DistributedSwitch _,
                    Folder _,
                    Datacenter _,
                    ComputeResource _,
                    ResourcePool _,
                    Host _ -> Map.of();
        };
    }

    private static Map<String, String> called(String type, Map<String, OnHost> onHosts) {
        Map<String, String> called = new HashMap<>();
        onHosts.forEach((host, there) -> called.put(host, type + ":" + there.reference()));
        return called;
    }

    /** The entities that list it: its parent, its pool, its hosts. */
    default List<String> holders() {
        List<String> holders = new ArrayList<>();
        if (parent() != null) {
            holders.add(parent());
        }
        switch (this) {
            case VirtualMachine machine -> {
                if (machine.pool() != null) {
                    holders.add(machine.pool());
                }
                holders.add(machine.host());
                if (machine.inTransit()) {
                    holders.add(VirtualMachine.IN_TRANSIT);
                }
            }
            case Datastore datastore -> holders.addAll(datastore.onHosts().keySet());
            case Network network -> holders.addAll(network.onHosts().keySet());
            case DistributedSwitch of -> of.config().host().forEach(member -> holders.add(SwitchRules.id(member)));
            case DistributedPortgroup group -> {
                holders.add(group.distributedSwitch());
                holders.addAll(group.onHosts().keySet());
            }
            case Folder _, Datacenter _, ComputeResource _, ResourcePool _, Host _ -> {}
        }
        return holders;
    }

    /**
     * @param childTypes WSDL names of what it may hold
     * @param storageDrs how a cluster of datastores is set; null for another folder, and for a cluster that nobody has set
     */
    record Folder(
            String id,
            String name,
            @Nullable String parent,
            List<String> childTypes,
            @Nullable StorageDrsConfigInfo storageDrs)
            implements Entity {
        public Folder {
            childTypes = List.copyOf(childTypes);
        }

        public Folder(String id, String name, @Nullable String parent, List<String> childTypes) {
            this(id, name, parent, childTypes, null);
        }

        @Override
        public String type() {
            return isPod() ? "StoragePod" : "Folder";
        }

        /** Whether it is a cluster of datastores, which is a folder of these alone. */
        public boolean isPod() {
            return id.startsWith(Ids.STORAGE_POD);
        }

        @Override
        public Folder withName(String newName) {
            return new Folder(id, newName, parent, childTypes, storageDrs);
        }

        @Override
        public Folder withParent(String newParent) {
            return new Folder(id, name, newParent, childTypes, storageDrs);
        }

        Folder withStorageDrs(StorageDrsConfigInfo config) {
            return new Folder(id, name, parent, childTypes, config);
        }
    }

    /** A datacenter and its four folders. */
    record Datacenter(
            String id,
            String name,
            @Nullable String parent,
            String vmFolder,
            String hostFolder,
            String datastoreFolder,
            String networkFolder)
            implements Entity {
        @Override
        public String type() {
            return "Datacenter";
        }

        @Override
        public Datacenter withName(String newName) {
            return new Datacenter(id, newName, parent, vmFolder, hostFolder, datastoreFolder, networkFolder);
        }

        @Override
        public Datacenter withParent(String newParent) {
            return new Datacenter(id, name, newParent, vmFolder, hostFolder, datastoreFolder, networkFolder);
        }
    }

    /**
     * A cluster, or what a standalone host is in.
     *
     * @param pool its root resource pool
     * @param config a {@code ClusterConfigInfoEx} for a cluster
     */
    record ComputeResource(
            String id,
            String name,
            @Nullable String parent,
            String pool,
            boolean cluster,
            ComputeResourceConfigInfo config)
            implements Entity {
        @Override
        public String type() {
            return cluster ? "ClusterComputeResource" : "ComputeResource";
        }

        @Override
        public ComputeResource withName(String newName) {
            return new ComputeResource(id, newName, parent, pool, cluster, config);
        }

        @Override
        public ComputeResource withParent(String newParent) {
            return new ComputeResource(id, name, newParent, pool, cluster, config);
        }

        public ComputeResource withConfig(ComputeResourceConfigInfo newConfig) {
            return new ComputeResource(id, name, parent, pool, cluster, newConfig);
        }
    }

    /** @param owner the compute resource that it divides */
    record ResourcePool(String id, String name, @Nullable String parent, String owner, ResourceConfigSpec config)
            implements Entity {
        @Override
        public String type() {
            return "ResourcePool";
        }

        @Override
        public ResourcePool withName(String newName) {
            return new ResourcePool(id, newName, parent, owner, config);
        }

        @Override
        public ResourcePool withParent(String newParent) {
            return new ResourcePool(id, name, newParent, owner, config);
        }

        public ResourcePool withConfig(ResourceConfigSpec newConfig) {
            return new ResourcePool(id, name, parent, owner, newConfig);
        }
    }

    /**
     * A host.
     *
     * @param access how it is reached
     * @param uuid its hardware's, by which it is known again
     * @param connected whether it is meant to be connected: false after it was disconnected on purpose
     */
    record Host(String id, String name, @Nullable String parent, HostAccess access, String uuid, boolean connected)
            implements Entity {
        @Override
        public String type() {
            return "HostSystem";
        }

        @Override
        public Host withName(String newName) {
            return new Host(id, newName, parent, access, uuid, connected);
        }

        @Override
        public Host withParent(String newParent) {
            return new Host(id, name, newParent, access, uuid, connected);
        }

        public Host withAccess(HostAccess newAccess) {
            return new Host(id, name, parent, newAccess, uuid, connected);
        }

        public Host withConnected(boolean meant) {
            return new Host(id, name, parent, access, uuid, meant);
        }
    }

    /**
     * A virtual machine or template.
     *
     * @param pool null for a template
     * @param host where it is registered
     * @param onHost what the host calls it; while it moves from host to host {@code path:} and where its configuration is
     */
    record VirtualMachine(
            String id,
            String name,
            @Nullable String parent,
            @Nullable String pool,
            String host,
            String onHost) implements Entity {
        @Override
        public String type() {
            return "VirtualMachine";
        }

        @Override
        public VirtualMachine withName(String newName) {
            return new VirtualMachine(id, newName, parent, pool, host, onHost);
        }

        @Override
        public VirtualMachine withParent(String newParent) {
            return new VirtualMachine(id, name, newParent, pool, host, onHost);
        }

        public VirtualMachine withPool(@Nullable String newPool) {
            return new VirtualMachine(id, name, parent, newPool, host, onHost);
        }

        /** What holds the machines that move from host to host. */
        public static final String IN_TRANSIT = "in-transit";

        private static final String PATH = "path:";

        /** The same on its way to a host, which is to register what is at that path. */
        public VirtualMachine onTheWay(String toHost, String path) {
            return new VirtualMachine(id, name, parent, pool, toHost, PATH + path);
        }

        /** Whether no host has said yet that it has it. */
        public boolean inTransit() {
            return onHost.startsWith(PATH);
        }

        /** Whether it moves, and this is where its configuration is. */
        public boolean isAwaitedAt(String path) {
            return onHost.equals(PATH + path);
        }

        public VirtualMachine withHost(String newHost, String newOnHost) {
            return new VirtualMachine(id, name, parent, pool, newHost, newOnHost);
        }
    }

    /**
     * A datastore, which several hosts may share.
     *
     * @param url tells whether two hosts mean the same
     * @param onHosts what each host calls it
     */
    record Datastore(String id, String name, @Nullable String parent, String url, Map<String, OnHost> onHosts)
            implements Entity {
        public Datastore {
            onHosts = Map.copyOf(onHosts);
        }

        @Override
        public String type() {
            return "Datastore";
        }

        @Override
        public Datastore withName(String newName) {
            return new Datastore(id, newName, parent, url, onHosts);
        }

        @Override
        public Datastore withParent(String newParent) {
            return new Datastore(id, name, newParent, url, onHosts);
        }

        public Datastore withOnHosts(Map<String, OnHost> hosts) {
            return new Datastore(id, name, parent, url, hosts);
        }
    }

    /** A network: of all hosts of a datacenter that have one of the name. */
    record Network(String id, String name, @Nullable String parent, Map<String, OnHost> onHosts) implements Entity {
        public Network {
            onHosts = Map.copyOf(onHosts);
        }

        @Override
        public String type() {
            return "Network";
        }

        @Override
        public Network withName(String newName) {
            return new Network(id, newName, parent, onHosts);
        }

        @Override
        public Network withParent(String newParent) {
            return new Network(id, name, newParent, onHosts);
        }

        public Network withOnHosts(Map<String, OnHost> hosts) {
            return new Network(id, name, parent, hosts);
        }
    }

    /**
     * A distributed switch.
     *
     * @param config with the hosts that are its members
     * @param nextPort the key of the next port of its port groups
     */
    record DistributedSwitch(
            String id, String name, @Nullable String parent, VMwareDVSConfigInfo config, int nextPort)
            implements Entity {
        @Override
        public String type() {
            return "VmwareDistributedVirtualSwitch";
        }

        @Override
        public DistributedSwitch withName(String newName) {
            return new DistributedSwitch(
                    id, newName, parent, config.toBuilder().name(newName).build(), nextPort);
        }

        @Override
        public DistributedSwitch withParent(String newParent) {
            return new DistributedSwitch(id, name, newParent, config, nextPort);
        }

        public DistributedSwitch withConfig(VMwareDVSConfigInfo newConfig) {
            return new DistributedSwitch(id, name, parent, newConfig, nextPort);
        }

        DistributedSwitch withNextPort(int next) {
            return new DistributedSwitch(id, name, parent, config, next);
        }

        /** The same without a host that has gone. */
        DistributedSwitch withoutHost(String host) {
            return withConfig(config.toBuilder()
                    .host(config.host().stream()
                            .filter(member -> !SwitchRules.id(member).equals(host))
                            .toList())
                    .build());
        }

        /** The ids of its members. */
        public List<String> hosts() {
            return config.host().stream().map(SwitchRules::id).toList();
        }
    }

    /**
     * A port group of a distributed switch.
     *
     * @param distributedSwitch its switch's id
     * @param portKeys the keys of its ports
     * @param plugs what is in which of them
     * @param onHosts what carries it out on each host
     */
    record DistributedPortgroup(
            String id,
            String name,
            @Nullable String parent,
            String distributedSwitch,
            DVPortgroupConfigInfo config,
            List<String> portKeys,
            Map<String, Ports.Plug> plugs,
            Map<String, OnHost> onHosts)
            implements Entity {
        public DistributedPortgroup {
            portKeys = List.copyOf(portKeys);
            plugs = Map.copyOf(plugs);
            onHosts = Map.copyOf(onHosts);
        }

        @Override
        public String type() {
            return "DistributedVirtualPortgroup";
        }

        @Override
        public DistributedPortgroup withName(String newName) {
            DVPortgroupConfigInfo named = config.toBuilder().name(newName).build();
            return new DistributedPortgroup(id, newName, parent, distributedSwitch, named, portKeys, plugs, onHosts);
        }

        @Override
        public DistributedPortgroup withParent(String newParent) {
            return new DistributedPortgroup(id, name, newParent, distributedSwitch, config, portKeys, plugs, onHosts);
        }

        DistributedPortgroup withConfig(DVPortgroupConfigInfo newConfig) {
            return new DistributedPortgroup(id, name, parent, distributedSwitch, newConfig, portKeys, plugs, onHosts);
        }

        DistributedPortgroup withPortKeys(List<String> keys) {
            DVPortgroupConfigInfo sized =
                    config.toBuilder().numPorts(keys.size()).build();
            return new DistributedPortgroup(id, name, parent, distributedSwitch, sized, keys, plugs, onHosts);
        }

        DistributedPortgroup withPlugs(Map<String, Ports.Plug> newPlugs) {
            return new DistributedPortgroup(id, name, parent, distributedSwitch, config, portKeys, newPlugs, onHosts);
        }

        public DistributedPortgroup withOnHosts(Map<String, OnHost> hosts) {
            return new DistributedPortgroup(id, name, parent, distributedSwitch, config, portKeys, plugs, hosts);
        }

        /** Whether it is what its switch's ways out are in. */
        public boolean uplink() {
            return Boolean.TRUE.equals(config.uplink());
        }
    }

    /**
     * What a host calls something that other hosts may have too.
     *
     * @param reference its id there
     * @param name its name there
     */
    record OnHost(String reference, String name) {}
}
