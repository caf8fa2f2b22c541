package dev.carafe.vsphere.vmomi.collector;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** A filter that its collector can drop. */
record ServedPropertyFilter(ManagedObjectReference<PropertyFilter> reference, ServedPropertyCollector collector)
        implements PropertyFilter, ServedObject {
    @Override
    public void destroyPropertyFilter() {
        collector.drop(reference);
    }
}
