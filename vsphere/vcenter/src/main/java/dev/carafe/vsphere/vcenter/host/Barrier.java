package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Waits until all that a host did so far is in vCenter's inventory: a filter that begins now is answered after all that
 * happened before. It is told of the host's own objects in their order, so one object that is always there is enough.
 */
final class Barrier implements Watches.Watch {
    private final CountDownLatch passed = new CountDownLatch(1);

    private Barrier() {}

    static void await(HostLink link) throws InterruptedException {
        Barrier barrier = new Barrier();
        ManagedObjectReference<PropertyFilter> filter =
                link.watch(MirrorFilters.property(link.open().content().rootFolder(), "name"), barrier);
        try {
            barrier.passed.await();
        } finally {
            link.unwatch(filter);
        }
    }

    @Override
    public void updated(List<ObjectUpdate> updates) {
        passed.countDown();
    }

    /** A host that is away brings nothing more: whoever waits goes on with what there is. */
    @Override
    public void lost() {
        passed.countDown();
    }
}
