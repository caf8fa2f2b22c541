package dev.carafe.vsphere.vmomi.content;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.ServiceInstanceProperties;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vmomi.collector.ServedPropertyCollector;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.view.ServedViewManager;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes what each session has of its own: a property collector and a view manager, under the names that the service content
 * says, and the time as it is when the session looks.
 *
 * @param names gives names that no other object has
 */
public record SessionObjects(
        ManagedObjectReference<PropertyCollector> propertyCollector,
        ManagedObjectReference<ViewManager> viewManager,
        InstantSource clock,
        Supplier<String> names)
        implements Consumer<Session> {
    @Override
    public void accept(Session session) {
        ServedPropertyCollector.open(propertyCollector, session, names);
        ServedViewManager.open(viewManager, session, names);
        session.see(
                ServedServiceInstance.REFERENCE,
                common -> ((ServiceInstanceProperties) common)
                        .toBuilder().serverClock(clock.instant()).build());
    }
}
