package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterUpdate;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.WaitOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Waits until an object's properties are as wanted. Each wait has a property collector of its own on the server, since
 * waits on one would see each other's updates; it is destroyed when the wait ends, however it ends. Safe for all threads.
 */
public final class PropertyWaiter {
    /** How long the server holds one call when nothing happens: below what proxies allow. */
    private static final int HOLD_MAX_SECONDS = 60;

    private static final ManagedMethod WAIT = Objects.requireNonNull(Vim25.NAMESPACE.method("WaitForUpdatesEx"));

    private final VSphereClient client;

    public PropertyWaiter(VSphereClient client) {
        this.client = client;
    }

    /**
     * Waits until the predicate holds for the object's properties; it is asked at once, and after each change.
     *
     * @return what it held for
     * @throws ObjectGoneException when the object is deleted before
     * @throws FaultException what the server says to the filter, such as {@code InvalidProperty}
     * @throws InterruptedException when the thread is interrupted: this is how a wait is cancelled
     */
    public Found waitFor(ManagedObjectReference<?> object, List<String> paths, Predicate<Found> predicate)
            throws IOException, InterruptedException {
        ManagedObjectReference<PropertyCollector> own = Connection.checked(PropertyCollector.stub(
                client.connection(), client.content().propertyCollector())::createPropertyCollector);
        try {
            PropertyFilterSpec filter = PropertyReader.filter(
                    List.of(object.type()),
                    paths,
                    List.of(ObjectSpec.builder().obj(object).build()));
            Connection.checked(
                    () -> PropertyCollector.stub(client.connection(), own).createFilter(filter, false));
            return waitOn(own, object, predicate);
        } finally {
            destroy(own);
        }
    }

    private Found waitOn(
            ManagedObjectReference<PropertyCollector> collector,
            ManagedObjectReference<?> object,
            Predicate<Found> predicate)
            throws IOException, InterruptedException {
        long halfTimeout = client.connection().callTimeout().dividedBy(2).toSeconds();
        WaitOptions options = new WaitOptions(Math.clamp(halfTimeout, 1, HOLD_MAX_SECONDS), null);
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, LocalizedMethodFault> missing = new LinkedHashMap<>();
        String version = null;
        while (true) {
            UpdateSet updates = (UpdateSet) client.connection().call(collector, WAIT, version, options);
            if (updates == null) {
                continue; // nothing happened meanwhile
            }
            version = updates.version();
            for (PropertyFilterUpdate filter : updates.filterSet()) {
                for (ObjectUpdate update : filter.objectSet()) {
                    apply(values, missing, object, update);
                }
            }
            Found now = Found.of(object, values, missing);
            boolean whole = !Boolean.TRUE.equals(updates.truncated());
            if (whole && predicate.test(now)) {
                return now;
            }
        }
    }

    private static void apply(
            Map<String, Object> values,
            Map<String, LocalizedMethodFault> missing,
            ManagedObjectReference<?> object,
            ObjectUpdate update)
            throws ObjectGoneException {
        if (update.kind() == ObjectUpdateKind.LEAVE) {
            throw new ObjectGoneException(object);
        }
        missing.putAll(PropertyValues.missing(update.missingSet()));
        for (PropertyChange change : update.changeSet()) {
            missing.remove(change.name());
            Object value = change.op() == PropertyChangeOp.ASSIGN || change.op() == PropertyChangeOp.ADD
                    ? PropertyValues.plain(change.val())
                    : null;
            if (value == null) {
                values.remove(change.name());
            } else {
                values.put(change.name(), value);
            }
        }
    }

    /** What is left behind would go with the session; so a failure here must not hide how the wait ended. */
    private void destroy(ManagedObjectReference<PropertyCollector> collector) {
        boolean interrupted = Thread.interrupted(); // or the call would not be sent
        try {
            PropertyCollector.stub(client.connection(), collector).destroyPropertyCollector();
        } catch (FaultException | UncheckedIOException _) {
            // the session, or the connection, is gone, and the collector with it
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The object that was waited on was deleted. */
    public static final class ObjectGoneException extends IOException {
        private static final long serialVersionUID = 1L;

        ObjectGoneException(ManagedObjectReference<?> object) {
            super(object + " was deleted while it was waited on");
        }
    }
}
