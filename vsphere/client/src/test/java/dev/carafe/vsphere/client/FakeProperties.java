package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ContainerView;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.ListView;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.MissingProperty;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterUpdate;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.RetrieveOptions;
import dev.carafe.vsphere.vim.vim25.RetrieveResult;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.WaitOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fake's objects as property values by path, and a property collector over them: pages of two objects at first, and updates that
 * tell all values of a filter whenever anything changed. All is guarded by this object's monitor.
 */
final class FakeProperties {
    static final ManagedObjectReference<Folder> ROOT = new ManagedObjectReference<>("Folder", "group-d1");
    static final ManagedObjectReference<PropertyCollector> COLLECTOR =
            new ManagedObjectReference<>("PropertyCollector", "propertyCollector");
    static final ManagedObjectReference<ViewManager> VIEWS = new ManagedObjectReference<>("ViewManager", "ViewManager");
    static final ManagedObjectReference<SessionManager> SESSIONS =
            new ManagedObjectReference<>("SessionManager", "SessionManager");

    private final Map<ManagedObjectReference<?>, Map<String, @Nullable Object>> values = new LinkedHashMap<>();
    private long version = 1;
    private int made;
    private int retrievals;
    private int pageObjects = 2;
    private int given;

    /** How many retrievals were begun. */
    synchronized int retrievals() {
        return retrievals;
    }

    /** Has pages as large as a client wants them, up to this. */
    synchronized void pageObjects(int most) {
        pageObjects = most;
    }

    /** How many objects all pages had. */
    synchronized int given() {
        return given;
    }

    synchronized void set(ManagedObjectReference<?> object, String path, @Nullable Object value) {
        Map<String, @Nullable Object> of = values.computeIfAbsent(object, _ -> new LinkedHashMap<>());
        if (!Objects.equals(of.put(path, value), value)) {
            version++;
            notifyAll();
        }
    }

    PropertyCollector collector(Map<ManagedObjectReference<?>, ManagedObject> objects) {
        return new Collector(objects, COLLECTOR);
    }

    ViewManager views(Map<ManagedObjectReference<?>, ManagedObject> objects) {
        return new Views(objects);
    }

    private synchronized String next(String prefix) {
        return prefix + "-" + ++made;
    }

    private synchronized List<ObjectContent> retrieve(List<PropertyFilterSpec> specs) {
        retrievals++;
        return content(specs);
    }

    private synchronized List<ObjectContent> content(List<PropertyFilterSpec> specs) {
        List<ObjectContent> found = new ArrayList<>();
        for (PropertyFilterSpec spec : specs) {
            for (ObjectSpec object : spec.objectSet()) {
                for (ManagedObjectReference<?> ref : selected(object)) {
                    List<DynamicProperty> set = new ArrayList<>();
                    List<MissingProperty> missing = new ArrayList<>();
                    Set<String> wanted = new HashSet<>();
                    for (PropertySpec properties : spec.propSet()) {
                        if (isOf(ref, properties.type())) {
                            wanted.addAll(properties.pathSet());
                        }
                    }
                    values.getOrDefault(ref, Map.of()).forEach((path, value) -> {
                        if (value instanceof LocalizedMethodFault why) {
                            missing.add(new MissingProperty(path, why));
                        } else if (value != null && wanted.contains(path)) {
                            set.add(new DynamicProperty(path, value));
                        }
                    });
                    found.add(ObjectContent.builder()
                            .obj(ref)
                            .propSet(set)
                            .missingSet(missing)
                            .build());
                }
            }
        }
        return found;
    }

    /** The object itself, or what the traversals' properties hold, or, through a view, every object of the type that the view was made for. */
    private List<ManagedObjectReference<?>> selected(ObjectSpec object) {
        if (object.selectSet().isEmpty()) {
            return List.of(object.obj());
        }
        if (!object.obj().type().equals("ContainerView")) {
            Map<String, TraversalSpec> named = new HashMap<>();
            object.selectSet().forEach(way -> named.put(String.valueOf(way.name()), (TraversalSpec) way));
            Set<ManagedObjectReference<?>> reached = new LinkedHashSet<>();
            if (!Boolean.TRUE.equals(object.skip())) {
                reached.add(object.obj());
            }
            follow(object.obj(), object.selectSet(), named, reached);
            return List.copyOf(reached);
        }
        List<ManagedObjectReference<?>> all = new ArrayList<>();
        String type = object.obj().value().substring(0, object.obj().value().indexOf('-'));
        values.keySet().stream().filter(ref -> ref.type().equals(type)).forEach(all::add);
        return all;
    }

    private void follow(
            ManagedObjectReference<?> at,
            List<SelectionSpec> ways,
            Map<String, TraversalSpec> named,
            Set<ManagedObjectReference<?>> reached) {
        for (SelectionSpec each : ways) {
            TraversalSpec way = each instanceof TraversalSpec spec
                    ? spec
                    : Objects.requireNonNull(named.get(String.valueOf(each.name())));
            if (!isOf(at, way.type())) {
                continue;
            }
            Object held = values.getOrDefault(at, Map.of()).get(way.path());
            List<?> items = held instanceof ArrayOf array ? array.items() : held == null ? List.of() : List.of(held);
            for (Object item : items) {
                ManagedObjectReference<?> inside = (ManagedObjectReference<?>) item;
                if (values.containsKey(inside) && reached.add(inside)) {
                    follow(inside, way.selectSet(), named, reached);
                }
            }
        }
    }

    private static boolean isOf(ManagedObjectReference<?> object, String type) {
        return object.type().equals(type)
                || (Vim25.NAMESPACE.type(type) instanceof ManagedType wanted
                        && Vim25.NAMESPACE.type(object.type()) instanceof ManagedType actual
                        && actual.isSubtypeOf(wanted));
    }

    private final class Views implements ViewManager {
        private final Map<ManagedObjectReference<?>, ManagedObject> objects;

        Views(Map<ManagedObjectReference<?>, ManagedObject> objects) {
            this.objects = objects;
        }

        @Override
        public ManagedObjectReference<ContainerView> createContainerView(
                ManagedObjectReference<? extends ManagedEntity> container, List<String> type, boolean recursive) {
            ManagedObjectReference<ContainerView> ref =
                    new ManagedObjectReference<>("ContainerView", next(type.getFirst()));
            objects.put(ref, new ContainerView() {
                @Override
                public void destroyView() {
                    objects.remove(ref);
                }
            });
            return ref;
        }

        @Override
        public ManagedObjectReference<ListView> createListView(List<ManagedObjectReference<?>> members) {
            ManagedObjectReference<ListView> ref = new ManagedObjectReference<>("ListView", next("list"));
            set(ref, "view", new ArrayOf(Objects.requireNonNull(Vim25.NAMESPACE.type("ManagedEntity")), members));
            objects.put(ref, new ListView() {
                @Override
                public void destroyView() {
                    objects.remove(ref);
                }
            });
            return ref;
        }
    }

    private final class Collector implements PropertyCollector {
        private final Map<ManagedObjectReference<?>, ManagedObject> objects;
        private final ManagedObjectReference<PropertyCollector> self;
        private final Map<ManagedObjectReference<PropertyFilter>, PropertyFilterSpec> filters = new LinkedHashMap<>();
        private List<ObjectContent> rest = List.of();
        private int asked;

        Collector(
                Map<ManagedObjectReference<?>, ManagedObject> objects, ManagedObjectReference<PropertyCollector> self) {
            this.objects = objects;
            this.self = self;
        }

        @Override
        public @Nullable RetrieveResult retrievePropertiesEx(
                List<PropertyFilterSpec> specSet, RetrieveOptions options) {
            Integer most = options.maxObjects();
            asked = most == null ? Integer.MAX_VALUE : most;
            return page(retrieve(specSet));
        }

        @Override
        public void cancelRetrievePropertiesEx(String token) {
            rest = List.of();
        }

        @Override
        public RetrieveResult continueRetrievePropertiesEx(String token) {
            return Objects.requireNonNull(page(rest));
        }

        private @Nullable RetrieveResult page(List<ObjectContent> all) {
            if (all.isEmpty()) {
                return null;
            }
            int end;
            synchronized (FakeProperties.this) {
                end = Math.min(Math.min(asked, pageObjects), all.size());
                given += end;
            }
            rest = all.subList(end, all.size());
            return new RetrieveResult(rest.isEmpty() ? null : "more", all.subList(0, end));
        }

        @Override
        public ManagedObjectReference<PropertyCollector> createPropertyCollector() {
            ManagedObjectReference<PropertyCollector> ref =
                    new ManagedObjectReference<>("PropertyCollector", next("collector"));
            objects.put(ref, new Collector(objects, ref));
            return ref;
        }

        @Override
        public void destroyPropertyCollector() {
            objects.remove(self);
        }

        @Override
        public ManagedObjectReference<PropertyFilter> createFilter(PropertyFilterSpec spec, boolean partialUpdates) {
            ManagedObjectReference<PropertyFilter> ref = new ManagedObjectReference<>("PropertyFilter", next("filter"));
            filters.put(ref, spec);
            return ref;
        }

        @Override
        public @Nullable UpdateSet waitForUpdatesEx(@Nullable String since, @Nullable WaitOptions options) {
            synchronized (FakeProperties.this) {
                try {
                    while (String.valueOf(version).equals(since)) {
                        FakeProperties.this.wait();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                List<PropertyFilterUpdate> updates = new ArrayList<>();
                filters.forEach((ref, spec) -> updates.add(PropertyFilterUpdate.builder()
                        .filter(ref)
                        .objectSet(content(List.of(spec)).stream()
                                .map(object -> update(object, since == null))
                                .toList())
                        .build()));
                return UpdateSet.builder()
                        .version(String.valueOf(version))
                        .filterSet(updates)
                        .build();
            }
        }

        private static ObjectUpdate update(ObjectContent object, boolean first) {
            return ObjectUpdate.builder()
                    .kind(first ? ObjectUpdateKind.ENTER : ObjectUpdateKind.MODIFY)
                    .obj(object.obj())
                    .changeSet(object.propSet().stream()
                            .map(property ->
                                    new PropertyChange(property.name(), PropertyChangeOp.ASSIGN, property.val()))
                            .toList())
                    .build();
        }
    }
}
