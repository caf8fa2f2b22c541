package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.List;
import java.util.Map;

/**
 * A kind of object that can be listed.
 *
 * @param noun what a message calls it
 * @param types its managed objects' types
 * @param idFilter the filter that names single objects
 * @param containers the filters that name what it is in, with the types of these
 * @param states the filters that ask for a state, with the field that tells it
 * @param summary an element of a list
 * @param detail a single object
 */
record ListedKind(
        String noun,
        List<String> types,
        String idFilter,
        Map<String, List<String>> containers,
        Map<String, String> states,
        Describer summary,
        Describer detail) {
    /** Says of an object what the API says. */
    @FunctionalInterface
    interface Describer {
        Map<String, Object> of(ManagedObjectReference<?> object, DataObject properties);
    }

    private static final List<String> DATACENTER = List.of("Datacenter");
    private static final List<String> FOLDER = List.of("Folder");
    private static final List<String> CLUSTER = List.of("ClusterComputeResource");
    private static final List<String> HOST = List.of("HostSystem");
    private static final List<String> POOL = List.of("ResourcePool", "VirtualApp");

    private static final Map<String, List<String>> IN_FOLDERS = Map.of("folders", FOLDER, "datacenters", DATACENTER);

    /** All kinds, by their part of the path. */
    static Map<String, ListedKind> all() {
        return Map.of(
                "vm",
                        kind(
                                "Virtual machine",
                                List.of("VirtualMachine"),
                                "vms",
                                Map.of(
                                        "folders", FOLDER,
                                        "datacenters", DATACENTER,
                                        "hosts", HOST,
                                        "clusters", CLUSTER,
                                        "resource_pools", POOL),
                                Map.of("power_states", "power_state"),
                                Summaries::machine),
                "host",
                        kind(
                                "Host",
                                HOST,
                                "hosts",
                                Map.of("folders", FOLDER, "datacenters", DATACENTER, "clusters", CLUSTER),
                                Map.of("connection_states", "connection_state"),
                                Summaries::host),
                "datastore",
                        kind(
                                "Datastore",
                                List.of("Datastore"),
                                "datastores",
                                IN_FOLDERS,
                                Map.of("types", "type"),
                                Summaries::datastore),
                "network",
                        kind(
                                "Network",
                                List.of("Network", "DistributedVirtualPortgroup", "OpaqueNetwork"),
                                "networks",
                                IN_FOLDERS,
                                Map.of("types", "type"),
                                Summaries::network),
                "cluster", kind("Cluster", CLUSTER, "clusters", IN_FOLDERS, Map.of(), Summaries::cluster),
                "folder",
                        kind(
                                "Folder",
                                List.of("Folder", "StoragePod"),
                                "folders",
                                Map.of("parent_folders", FOLDER, "datacenters", DATACENTER),
                                Map.of("type", "type"),
                                Summaries::folder),
                "datacenter",
                        new ListedKind(
                                "Datacenter",
                                DATACENTER,
                                "datacenters",
                                Map.of("folders", FOLDER),
                                Map.of(),
                                Summaries::datacenter,
                                Summaries::datacenterInFull),
                "resource-pool",
                        new ListedKind(
                                "Resource pool",
                                POOL,
                                "resource_pools",
                                Map.of(
                                        "parent_resource_pools", POOL,
                                        "datacenters", DATACENTER,
                                        "hosts", HOST,
                                        "clusters", CLUSTER),
                                Map.of(),
                                Summaries::pool,
                                ResourcePools::inFull));
    }

    private static ListedKind kind(
            String noun,
            List<String> types,
            String idFilter,
            Map<String, List<String>> containers,
            Map<String, String> states,
            Describer summary) {
        return new ListedKind(noun, types, idFilter, containers, states, summary, summary);
    }
}
