package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ClusterConfigInfoEx;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lists say of an object. */
final class Summaries {
    private Summaries() {}

    static Map<String, Object> machine(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("vm", object, properties);
        VirtualMachineProperties machine = (VirtualMachineProperties) properties;
        if (machine.runtime() != null) {
            fields.put("power_state", constant(machine.runtime().powerState()));
        }
        if (machine.summary() != null) {
            put(fields, "cpu_count", machine.summary().config().numCpu());
            put(fields, "memory_size_MiB", machine.summary().config().memorySizeMB());
        } else if (machine.config() != null) {
            put(fields, "cpu_count", machine.config().hardware().numCPU());
            put(fields, "memory_size_MiB", machine.config().hardware().memoryMB());
        }
        return fields;
    }

    static Map<String, Object> host(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("host", object, properties);
        HostSystemProperties host = (HostSystemProperties) properties;
        if (host.runtime() != null) {
            fields.put("connection_state", constant(host.runtime().connectionState()));
            fields.put("power_state", constant(host.runtime().powerState()));
        }
        return fields;
    }

    static Map<String, Object> datastore(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("datastore", object, properties);
        DatastoreProperties datastore = (DatastoreProperties) properties;
        if (datastore.summary() != null) {
            fields.put("type", datastore.summary().type().toUpperCase(Locale.ROOT));
            fields.put("free_space", datastore.summary().freeSpace());
            fields.put("capacity", datastore.summary().capacity());
        }
        return fields;
    }

    static Map<String, Object> network(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("network", object, properties);
        fields.put(
                "type",
                switch (object.type()) {
                    case "DistributedVirtualPortgroup" -> "DISTRIBUTED_PORTGROUP";
                    case "OpaqueNetwork" -> "OPAQUE_NETWORK";
                    default -> "STANDARD_PORTGROUP";
                });
        return fields;
    }

    static Map<String, Object> cluster(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("cluster", object, properties);
        ClusterComputeResourceProperties cluster = (ClusterComputeResourceProperties) properties;
        ClusterConfigInfoEx config = cluster.configurationEx() instanceof ClusterConfigInfoEx ex ? ex : null;
        fields.put(
                "ha_enabled",
                config != null && Boolean.TRUE.equals(config.dasConfig().enabled()));
        fields.put(
                "drs_enabled",
                config != null && Boolean.TRUE.equals(config.drsConfig().enabled()));
        return fields;
    }

    static Map<String, Object> folder(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("folder", object, properties);
        fields.put("type", type((FolderProperties) properties));
        return fields;
    }

    private static String type(FolderProperties folder) {
        if (folder.childType().contains("Datacenter")) {
            return "DATACENTER";
        }
        if (folder.childType().contains("VirtualMachine")) {
            return "VIRTUAL_MACHINE";
        }
        if (folder.childType().contains("ComputeResource")) {
            return "HOST";
        }
        return folder.childType().contains("Datastore") ? "DATASTORE" : "NETWORK";
    }

    static Map<String, Object> datacenter(ManagedObjectReference<?> object, DataObject properties) {
        return named("datacenter", object, properties);
    }

    static Map<String, Object> datacenterInFull(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = named("datacenter", object, properties);
        DatacenterProperties datacenter = (DatacenterProperties) properties;
        put(fields, "vm_folder", id(datacenter.vmFolder()));
        put(fields, "host_folder", id(datacenter.hostFolder()));
        put(fields, "datastore_folder", id(datacenter.datastoreFolder()));
        put(fields, "network_folder", id(datacenter.networkFolder()));
        return fields;
    }

    static Map<String, Object> pool(ManagedObjectReference<?> object, DataObject properties) {
        return named("resource_pool", object, properties);
    }

    private static Map<String, Object> named(String kind, ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(kind, object.value());
        put(fields, "name", ((ManagedEntityProperties) properties).name());
        return fields;
    }

    private static @Nullable String id(@Nullable ManagedObjectReference<?> reference) {
        return reference == null ? null : reference.value();
    }

    static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** {@code poweredOn} as vAPI writes it: {@code POWERED_ON}. */
    static String constant(VimEnum value) {
        return constant(value.wire());
    }

    static String constant(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
