package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.RetrieveOptions;
import dev.carafe.vsphere.vim.vim25.RetrieveResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads properties of managed objects through the server's property collector. Safe for all threads. */
public final class PropertyReader {
    /** How many objects a page has; the server may give fewer. */
    private static final int PAGE_OBJECTS = 1_000;

    private final VSphereClient client;

    public PropertyReader(VSphereClient client) {
        this.client = client;
    }

    /**
     * An object and what was read of it.
     *
     * @param values by path, as it was asked for; arrays are lists. A property that is not set is not among them
     * @param missing why the others were not read, by path: mostly {@code NoPermission}, where the user may not read them
     * @param properties the values in the record of the object's type, such as {@code VirtualMachineProperties}; null when
     *     the type is unknown here
     */
    public record Found(
            ManagedObjectReference<?> object,
            Map<String, Object> values,
            Map<String, LocalizedMethodFault> missing,
            @Nullable DataObject properties) {
        static Found of(
                ManagedObjectReference<?> object,
                List<DynamicProperty> set,
                Map<String, LocalizedMethodFault> missing) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (DynamicProperty property : set) {
                values.put(property.name(), Objects.requireNonNull(PropertyValues.plain(property.val())));
            }
            return of(object, values, missing);
        }

        static Found of(
                ManagedObjectReference<?> object,
                Map<String, Object> values,
                Map<String, LocalizedMethodFault> missing) {
            DataObject properties = PropertyValues.none(object.type());
            for (Map.Entry<String, Object> value : values.entrySet()) {
                if (properties != null) {
                    properties = PropertyValues.with(properties, value.getKey(), value.getValue());
                }
            }
            return new Found(
                    object, Collections.unmodifiableMap(new LinkedHashMap<>(values)), Map.copyOf(missing), properties);
        }

        /**
         * One value; null where it is not set, was not asked for, or is of another type.
         *
         * @throws dev.carafe.vsphere.vim.FaultException why it was not read, such as {@code NoPermission}
         */
        public <V> @Nullable V value(String path, Class<V> type) {
            Object value = told(path);
            return type.isInstance(value) ? type.cast(value) : null;
        }

        /** Of what was not read, why: nobody is to take it for what is not set. */
        private @Nullable Object told(String path) {
            LocalizedMethodFault why = missing.get(path);
            if (why != null) {
                throw new FaultException(why.fault(), why.localizedMessage());
            }
            return values.get(path);
        }

        /** The elements of an array that are of a type; none where it is not set. Fails as {@link #value} does. */
        public <V> List<V> list(String path, Class<V> type) {
            return told(path) instanceof List<?> list
                    ? list.stream().filter(type::isInstance).map(type::cast).toList()
                    : List.of();
        }

        /** A reference; null where it is not set. The caller knows of what type it is. Fails as {@link #value} does. */
        @SuppressWarnings("unchecked")
        public <M extends ManagedObject> @Nullable ManagedObjectReference<M> reference(String path) {
            return told(path) instanceof ManagedObjectReference<?> reference
                    ? (ManagedObjectReference<M>) reference
                    : null;
        }

        /**
         * This, where all was read that was asked for.
         *
         * @throws dev.carafe.vsphere.vim.FaultException why the first of the others was not
         */
        public Found whole() {
            for (LocalizedMethodFault why : missing.values()) {
                throw new FaultException(why.fault(), why.localizedMessage());
            }
            return this;
        }

        /** @throws ClassCastException when the object is of another type */
        public <P extends DataObject> P as(Class<P> type) {
            return type.cast(Objects.requireNonNull(properties));
        }
    }

    /**
     * Reads the properties of one object.
     *
     * @param paths such as {@code name} and {@code summary.runtime.host}; none for all properties
     * @throws dev.carafe.vsphere.vim.FaultException {@code ManagedObjectNotFound}, {@code InvalidProperty}
     */
    public Found read(ManagedObjectReference<?> object, List<String> paths) throws IOException, InterruptedException {
        return read(List.of(object), paths).getFirst();
    }

    /** The same for several objects, which may be of several types that all have these properties. */
    public List<Found> read(List<? extends ManagedObjectReference<?>> objects, List<String> paths)
            throws IOException, InterruptedException {
        if (objects.isEmpty()) {
            return List.of();
        }
        return retrieve(filter(
                objects.stream().map(ManagedObjectReference::type).distinct().toList(),
                paths,
                objects.stream()
                        .<ObjectSpec>map(
                                object -> ObjectSpec.builder().obj(object).build())
                        .toList()));
    }

    /**
     * The properties of one object as the record of its type, which cannot tell what was not read from what is not set.
     *
     * @throws dev.carafe.vsphere.vim.FaultException why one that was asked for was not read, such as {@code NoPermission}
     */
    public <P extends DataObject> P read(
            ManagedObjectReference<? extends ManagedObject> object, Class<P> type, List<String> paths)
            throws IOException, InterruptedException {
        return read(object, paths).whole().as(type);
    }

    /**
     * Reads the properties of all objects of a type at any depth under a container, by a view that is destroyed after.
     *
     * @param type a WSDL name such as {@code VirtualMachine}; subtypes are included
     */
    public List<Found> readAll(
            ManagedObjectReference<? extends ManagedEntity> container, String type, List<String> paths)
            throws IOException, InterruptedException {
        try (View view = View.container(client, container, List.of(type))) {
            return view.read(type, paths);
        }
    }

    /** All pages of what a filter selects. */
    List<Found> retrieve(PropertyFilterSpec filter) throws IOException, InterruptedException {
        List<Found> found = new ArrayList<>();
        each(filter, found::add);
        return Collections.unmodifiableList(found);
    }

    /**
     * Gives what a filter selects, a page in memory at a time.
     *
     * @param receiver called on this thread; false ends the reading
     */
    void each(PropertyFilterSpec filter, Predicate<Found> receiver) throws IOException, InterruptedException {
        PropertyCollector collector =
                PropertyCollector.stub(client.connection(), client.content().propertyCollector());
        RetrieveResult page = Connection.checked(
                () -> collector.retrievePropertiesEx(List.of(filter), new RetrieveOptions(PAGE_OBJECTS)));
        while (page != null) {
            String token = page.token();
            boolean goesOn = false;
            try {
                goesOn = give(page.objects(), receiver);
            } finally {
                if (!goesOn && token != null) {
                    cancel(collector, token);
                }
            }
            page = goesOn && token != null
                    ? Connection.checked(() -> collector.continueRetrievePropertiesEx(token))
                    : null;
        }
    }

    private static boolean give(List<ObjectContent> objects, Predicate<Found> receiver) {
        for (ObjectContent object : objects) {
            Found found = Found.of(object.obj(), object.propSet(), PropertyValues.missing(object.missingSet()));
            if (!receiver.test(found)) {
                return false;
            }
        }
        return true;
    }

    /** The server keeps the pages that nobody has fetched; they go with the session, so a failure here must not hide another. */
    private static void cancel(PropertyCollector collector, String token) {
        boolean interrupted = Thread.interrupted(); // or the call would not be sent
        try {
            collector.cancelRetrievePropertiesEx(token);
        } catch (FaultException | UncheckedIOException _) {
            // the session, or the connection, is gone, and the pages with it
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static PropertyFilterSpec filter(List<String> types, List<String> paths, List<ObjectSpec> objects) {
        return PropertyFilterSpec.builder()
                .propSet(types.stream()
                        .<PropertySpec>map(type -> PropertySpec.builder()
                                .type(type)
                                .all(paths.isEmpty())
                                .pathSet(paths)
                                .build())
                        .toList())
                .objectSet(objects)
                .build();
    }
}
