package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import java.util.Collection;
import java.util.Map;

/** What entities use now. */
@FunctionalInterface
public interface Measurements {
    /**
     * The latest value of a metric, by entity, in the counter's unit. What has none, or cannot be asked now, is left out.
     */
    Map<ManagedObjectReference<?>, Long> latest(PerfMetricId metric, Collection<ManagedObjectReference<?>> entities);
}
