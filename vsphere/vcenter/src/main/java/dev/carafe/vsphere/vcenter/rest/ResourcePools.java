package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a single resource pool says. */
final class ResourcePools {
    /** What a pool is set to when nothing is said. */
    static final ResourceConfigSpec NEW = PoolRules.rootConfig();

    private ResourcePools() {}

    static Map<String, Object> inFull(ManagedObjectReference<?> object, DataObject properties) {
        Map<String, Object> fields = Summaries.pool(object, properties);
        ResourcePoolProperties pool = (ResourcePoolProperties) properties;
        fields.put(
                "resource_pools",
                pool.resourcePool().stream().map(ManagedObjectReference::value).toList());
        if (pool.config() != null) {
            fields.put("cpu_allocation", allocation(pool.config().cpuAllocation()));
            fields.put("memory_allocation", allocation(pool.config().memoryAllocation()));
        }
        return fields;
    }

    private static Map<String, Object> allocation(ResourceAllocationInfo allocation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Summaries.put(fields, "reservation", allocation.reservation());
        Summaries.put(fields, "expandable_reservation", allocation.expandableReservation());
        Summaries.put(fields, "limit", allocation.limit());
        if (allocation.shares() != null) {
            String level = allocation.shares().level().wire().toUpperCase(Locale.ROOT);
            fields.put(
                    "shares",
                    level.equals("CUSTOM")
                            ? Map.of(
                                    "level",
                                    level,
                                    "shares",
                                    allocation.shares().shares())
                            : Map.of("level", level));
        }
        return fields;
    }
}
