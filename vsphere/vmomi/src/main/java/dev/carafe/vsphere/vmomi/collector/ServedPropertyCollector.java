package dev.carafe.vsphere.vmomi.collector;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyCollectorProperties;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterProperties;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.RetrieveOptions;
import dev.carafe.vsphere.vim.vim25.RetrieveResult;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.WaitOptions;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.property.Collector;
import dev.carafe.vsphere.vmomi.property.Filter;
import dev.carafe.vsphere.vmomi.property.FilterReader;
import dev.carafe.vsphere.vmomi.property.Observation;
import dev.carafe.vsphere.vmomi.property.Retrieval;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session's property collector. Safe for all threads. */
public final class ServedPropertyCollector implements PropertyCollector, ServedObject {
    private final ManagedObjectReference<PropertyCollector> reference;
    private final Session session;
    private final Supplier<String> names;
    private final Runnable endListening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private volatile Runnable forgetEnding = () -> {};

    /** Whether something was noted since those who wait were last woken. */
    private volatile boolean unheard;

    // All below are guarded by the lock.
    private final Collector collector = new Collector();
    private final Leftovers leftovers = new Leftovers();
    /** How often something came that may be news; whoever waits looks again when it moved. */
    private long noted;

    private boolean ended;
    private long cancellations;

    private ServedPropertyCollector(
            ManagedObjectReference<PropertyCollector> reference, Session session, Supplier<String> names) {
        this.reference = reference;
        this.session = session;
        this.names = names;
        endListening = session.listen((changes, _) -> note(changes), this::wake);
    }

    /**
     * A collector among the session's own objects.
     *
     * @param names gives names that no other object has, for filters and further collectors
     */
    public static ServedPropertyCollector open(
            ManagedObjectReference<PropertyCollector> reference, Session session, Supplier<String> names) {
        ServedPropertyCollector collector = new ServedPropertyCollector(reference, session, names);
        session.own()
                .change(changes -> changes.add(
                        collector, PropertyCollectorProperties.builder().build()));
        collector.forgetEnding = session.onEnd(collector::destroyPropertyCollector);
        return collector;
    }

    @Override
    public ManagedObjectReference<PropertyCollector> reference() {
        return reference;
    }

    private void note(List<ObjectChange> changes) {
        lock.lock();
        try {
            if (collector.note(changes)) {
                noted++;
                unheard = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (unheard) {
            lock.lock();
            try {
                unheard = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public ManagedObjectReference<PropertyFilter> createFilter(PropertyFilterSpec spec, boolean partialUpdates) {
        Filter filter = FilterReader.read(spec);
        session.read(source -> {
            Retrieval.check(filter, source);
            return null;
        });
        ManagedObjectReference<PropertyFilter> name = new ManagedObjectReference<>("PropertyFilter", names.get());
        session.own().change(changes -> {
            changes.add(
                    new ServedPropertyFilter(name, this),
                    PropertyFilterProperties.builder()
                            .spec(spec)
                            .partialUpdates(partialUpdates)
                            .build());
            changes.update(
                    reference,
                    PropertyCollectorProperties.class,
                    properties -> properties.toBuilder()
                            .filter(with(properties.filter(), name))
                            .build());
        });
        lock.lock();
        try {
            collector.add(name, new Observation(filter, partialUpdates));
            noted++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return name;
    }

    private static List<ManagedObjectReference<PropertyFilter>> with(
            List<ManagedObjectReference<PropertyFilter>> filters, ManagedObjectReference<PropertyFilter> one) {
        List<ManagedObjectReference<PropertyFilter>> more = new ArrayList<>(filters);
        more.add(one);
        return more;
    }

    /** Ends a filter. */
    void drop(ManagedObjectReference<PropertyFilter> filter) {
        lock.lock();
        try {
            collector.remove(filter);
        } finally {
            lock.unlock();
        }
        session.own().change(changes -> {
            changes.remove(filter);
            changes.update(
                    reference,
                    PropertyCollectorProperties.class,
                    properties -> properties.toBuilder()
                            .filter(properties.filter().stream()
                                    .filter(other -> !other.equals(filter))
                                    .toList())
                            .build());
        });
    }

    @Override
    public List<ObjectContent> retrieveProperties(List<PropertyFilterSpec> specSet) {
        List<Filter> filters = specSet.stream().map(FilterReader::read).toList();
        if (filters.size() == 1) { // as nearly always: it tells each object once
            return session.read(source -> Retrieval.retrieve(filters.getFirst(), source));
        }
        Map<ManagedObjectReference<?>, ObjectContent> contents = new LinkedHashMap<>();
        session.read(source -> {
            for (Filter filter : filters) {
                for (ObjectContent content : Retrieval.retrieve(filter, source)) {
                    contents.merge(content.obj(), content, ServedPropertyCollector::joined);
                }
            }
            return null;
        });
        return List.copyOf(contents.values());
    }

    /** An object that two filters lead to is told once, with the properties of both. */
    private static ObjectContent joined(ObjectContent one, ObjectContent other) {
        Map<String, DynamicProperty> byName = new LinkedHashMap<>();
        one.propSet().forEach(property -> byName.put(property.name(), property));
        other.propSet().forEach(property -> byName.put(property.name(), property));
        return one.toBuilder().propSet(List.copyOf(byName.values())).build();
    }

    @Override
    public @Nullable RetrieveResult retrievePropertiesEx(List<PropertyFilterSpec> specSet, RetrieveOptions options) {
        Integer page = options.maxObjects();
        if (page != null && page <= 0) {
            throw refused("options.maxObjects", "An answer has at least one object; leave it out for all.");
        }
        List<ObjectContent> contents = retrieveProperties(specSet);
        lock.lock();
        try {
            return leftovers.first(contents, page == null ? 0 : page);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RetrieveResult continueRetrievePropertiesEx(String token) {
        lock.lock();
        try {
            return leftovers.next(token);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancelRetrievePropertiesEx(String token) {
        lock.lock();
        try {
            leftovers.forget(token);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable UpdateSet checkForUpdates(@Nullable String version) {
        return look(version, 0);
    }

    @Override
    public UpdateSet waitForUpdates(@Nullable String version) {
        while (true) {
            UpdateSet updates = wait(version, 0, Long.MAX_VALUE);
            if (updates != null) {
                return updates;
            }
        }
    }

    @Override
    public @Nullable UpdateSet waitForUpdatesEx(@Nullable String version, @Nullable WaitOptions options) {
        Integer seconds = options == null ? null : options.maxWaitSeconds();
        Integer most = options == null ? null : options.maxObjectUpdates();
        if (seconds != null && seconds < 0) {
            throw refused("options.maxWaitSeconds", "Nobody can wait for " + seconds + " seconds.");
        }
        if (most != null && most <= 0) {
            throw refused("options.maxObjectUpdates", "An answer has at least one update; leave it out for all.");
        }
        return wait(
                version, most == null ? 0 : most, seconds == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds));
    }

    private @Nullable UpdateSet look(@Nullable String version, int most) {
        return session.read(source -> {
            lock.lock();
            try {
                return collector.updates(version, most, source);
            } finally {
                lock.unlock();
            }
        });
    }

    /**
     * Looks again whenever there may be something new.
     *
     * @return null when there was nothing new in time
     */
    private @Nullable UpdateSet wait(@Nullable String version, int most, long nanos) {
        long left = nanos;
        long cancelled = count(() -> cancellations);
        while (true) {
            long before = count(() -> noted);
            UpdateSet updates = look(version, most);
            if (updates != null) {
                return updates;
            }
            lock.lock();
            try {
                while (noted == before && !ended && cancelled == cancellations) {
                    if (left <= 0) {
                        return null;
                    }
                    left = changed.awaitNanos(left);
                }
                if (ended || cancelled != cancellations) {
                    throw RequestCanceled.builder().build().exception("The wait for updates was cancelled.");
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw RequestCanceled.builder().build().exception("The server ends.");
            } finally {
                lock.unlock();
            }
        }
    }

    private long count(LongSupplier guarded) {
        lock.lock();
        try {
            return guarded.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancelWaitForUpdates() {
        lock.lock();
        try {
            cancellations++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ManagedObjectReference<PropertyCollector> createPropertyCollector() {
        return open(new ManagedObjectReference<>("PropertyCollector", names.get()), session, names)
                .reference();
    }

    @Override
    public void destroyPropertyCollector() {
        forgetEnding.run();
        endListening.run();
        List<ManagedObjectReference<PropertyFilter>> filters;
        lock.lock();
        try {
            ended = true;
            filters = collector.filters();
            filters.forEach(collector::remove);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        session.own().change(changes -> {
            filters.forEach(changes::remove);
            changes.remove(reference);
        });
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
