package dev.carafe.kubernetes.apiserver;

import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apiserver.admission.AdmissionPlugin;
import dev.carafe.kubernetes.apiserver.apiextensions.ApiServiceController;
import dev.carafe.kubernetes.apiserver.apiextensions.CustomStores;
import dev.carafe.kubernetes.apiserver.apiextensions.DefinitionController;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.componentstatus.ComponentStatuses;
import dev.carafe.kubernetes.apiserver.controlplane.ObjectFollower;
import dev.carafe.kubernetes.apiserver.endpoints.BuiltinForms;
import dev.carafe.kubernetes.apiserver.endpoints.ResourceTable;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.generic.AdmissionChain;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Resource;
import dev.carafe.kubernetes.apiserver.metrics.ResourceMetrics;
import dev.carafe.kubernetes.apiserver.metrics.ServerMetrics;
import dev.carafe.kubernetes.apiserver.metrics.StorageMetrics;
import dev.carafe.kubernetes.apiserver.registry.AddressRepair;
import dev.carafe.kubernetes.apiserver.registry.Allocations;
import dev.carafe.kubernetes.apiserver.registry.ClusterIps;
import dev.carafe.kubernetes.apiserver.registry.CustomApiServices;
import dev.carafe.kubernetes.apiserver.registry.PortRepair;
import dev.carafe.kubernetes.apiserver.registry.ServiceAllocations;
import dev.carafe.kubernetes.apiserver.registry.ServiceRepair;
import dev.carafe.kubernetes.apiserver.registry.StoredRange;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import dev.carafe.kubernetes.apiserver.registry.gated.DisabledFields;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import dev.carafe.kubernetes.apiserver.rest.Lister;
import dev.carafe.kubernetes.apiserver.serializer.StorageSerializer;
import dev.carafe.kubernetes.apiserver.span.Spans;
import dev.carafe.kubernetes.apiserver.storage.EventLeases;
import dev.carafe.kubernetes.apiserver.storage.KeptObjects;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import dev.carafe.kubernetes.apiserver.storage.StorageCodec;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.webhook.ClusterServices;
import dev.carafe.kubernetes.apiserver.webhook.Webhooks;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;

/** Joins the resources with their stores, caches and strategies. */
final class ResourceWiring implements CustomStores, AutoCloseable {
    /** What metrics call that which is of no resource. */
    private static final GroupResource UNNAMED = new GroupResource("", "");

    private final Store store;
    private final InstantSource clock;
    private final Serializer serializer;
    private final ObjectStorage storage;
    private final Map<String, WatchCache> caches = new ConcurrentHashMap<>();

    /** The resource of each prefix. */
    private final Map<String, GroupResource> names = new ConcurrentHashMap<>();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("watch-timer").factory());
    private final StorageKeys keys;
    private final long eventTtlSeconds;
    private final Capabilities capabilities;
    private final FeatureGate features;
    private final PortRange portRange;
    private final StoredRange nodePorts;
    private final ClusterIps addresses;
    private final ServiceAllocations services;
    private final AdmissionChain admission;
    private final ResourceTable resources;
    private final ResourceTable unadmitted;
    private final StoredObjects objects;
    private final ApiServiceController apiServices;
    private final ServerMetrics metrics;

    /**
     * The built-in resources over a store.
     *
     * @param plugins the admission plugins; first asked for at the first write
     * @param spans tells what is done for a request
     * @param metrics counts what is done
     */
    ResourceWiring(
            ApiServerConfig config,
            BuiltinResources builtin,
            InstantSource clock,
            Supplier<List<AdmissionPlugin>> plugins,
            Spans spans,
            ServerMetrics metrics) {
        this.store = config.store();
        this.metrics = metrics;
        this.timer.setRemoveOnCancelPolicy(true);
        this.clock = clock;
        this.serializer = new StorageSerializer(builtin);
        this.keys = StorageKeys.below(config.options().etcdPrefix());
        this.eventTtlSeconds = config.options().eventTtl().toSeconds();
        this.features = config.options().features();
        this.capabilities = new Capabilities(config.options().allowPrivileged(), features);
        this.storage = new ObjectStorage(store, keys, new EventLeases(store, clock::millis), serializer, spans);
        this.objects = new StoredObjects(this::resources, this::unadmitted, clock);
        this.apiServices = ApiServiceController.start(new CustomApiServices(objects, objects, clock));
        this.portRange = new PortRange(config.nodePortFirst(), config.nodePortLast() - config.nodePortFirst() + 1);
        SecureRandom random = new SecureRandom();
        this.nodePorts = new StoredRange(storage, keys.nodePorts(), portRange.toString());
        this.addresses = new ClusterIps(
                objects, objects, IpRange.parse(config.serviceClusterIpRange()), random, metrics.allocators());
        this.services = new ServiceAllocations(addresses, portRange, nodePorts, random, metrics.allocators());
        this.admission = new AdmissionChain(plugins, metrics.admission());
        Map<String, Lister> listers = Map.of("/componentstatuses", new ComponentStatuses(store, objects, clock));
        BuiltinForms forms = new BuiltinForms(BuiltinDeclarations.instance());
        this.resources = ResourceTable.of(builtin, forms, declaration -> objectStore(declaration, admission), listers)
                .serving(config.options()::serves);
        this.unadmitted =
                ResourceTable.of(builtin, forms, declaration -> objectStore(declaration, AdmissionChain.NONE), listers);
    }

    ResourceTable resources() {
        return resources;
    }

    private ResourceTable unadmitted() {
        return unadmitted;
    }

    /** The server's own access to objects. */
    StoredObjects objects() {
        return objects;
    }

    ObjectStorage storage() {
        return storage;
    }

    Store store() {
        return store;
    }

    /** Where everything lies in the store. */
    StorageKeys keys() {
        return keys;
    }

    /** What services have of addresses and ports. */
    ServiceAllocations services() {
        return services;
    }

    /** What puts right what services have. */
    ServiceRepair repair(ServiceRepair.Events events) {
        return new ServiceRepair(
                new AddressRepair(objects, objects, addresses, events, clock),
                new PortRepair(objects, portRange, nodePorts, events, metrics.portRepair()));
    }

    /** The form of objects in the store. */
    Serializer serializer() {
        return serializer;
    }

    private ObjectStore objectStore(ResourceDeclaration declaration, AdmissionChain admission) {
        String prefix = prefix(new GroupResource(declaration.group(), declaration.name()));
        boolean isServices = declaration.group().isEmpty() && declaration.name().equals("services");
        return new ObjectStore(
                new Resource(declaration, Strategies.of(declaration, capabilities), prefix)
                        .withTtl(declaration.name().equals("events") ? eventTtlSeconds : 0)
                        .without(DisabledFields.of(declaration.group(), declaration.name(), features)),
                storage.withMetrics(metrics(prefix)).withKept(kept(prefix)),
                () -> cache(prefix),
                admission,
                isServices ? services : Allocations.NONE,
                clock);
    }

    @Override
    public String prefix(String group, String resource) {
        return keys.customPrefix(group, resource);
    }

    @Override
    public ObjectStore store(Resource resource, StorageCodec codec) {
        names.putIfAbsent(
                resource.prefix(),
                new GroupResource(
                        resource.declaration().group(), resource.declaration().name()));
        return new ObjectStore(
                resource,
                storage.withMetrics(metrics(resource.prefix()))
                        .withKept(kept(resource.prefix()))
                        .withCodec(codec),
                () -> cache(resource.prefix()),
                admission,
                Allocations.NONE,
                clock);
    }

    /** What the cache of a resource has, once somebody has read it: who reads the store need not decode that again. */
    private KeptObjects kept(String prefix) {
        return (key, revision) -> {
            WatchCache cache = caches.get(prefix);
            return cache == null ? Optional.empty() : cache.find(key, revision);
        };
    }

    @Override
    public WatchCache cache(String prefix) {
        return caches.computeIfAbsent(
                prefix, missing -> WatchCache.start(store, storage.withMetrics(metrics(missing)), missing, timer));
    }

    /** What counts for the resource of a prefix. */
    private ResourceMetrics metrics(String prefix) {
        GroupResource name = names.getOrDefault(prefix, UNNAMED);
        return metrics.storage().of(name.group(), name.resource());
    }

    /** The prefix of a resource. */
    private String prefix(GroupResource resource) {
        String prefix = keys.prefix(resource.group(), resource.resource());
        names.putIfAbsent(prefix, resource);
        return prefix;
    }

    @Override
    public void endWatches(String prefix) {
        WatchCache cache = caches.get(prefix);
        if (cache != null) {
            cache.endWatches();
        }
    }

    @Override
    public void forget(String prefix) {
        WatchCache cache = caches.remove(prefix);
        names.remove(prefix);
        if (cache != null) {
            cache.close();
        }
    }

    /** Starts to serve custom resources. */
    DefinitionController serveDefinitions(DefinitionController.Publisher publisher) {
        String prefix = prefix(new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"));
        return DefinitionController.start(
                cache(prefix),
                prefix,
                objects,
                this,
                served -> {
                    resources.setCustom(served.resources());
                    publisher.publish(served);
                    apiServices.follow(served.versions());
                },
                new Webhooks(new ClusterServices(objects), storage.spans(), metrics.conversions()),
                clock);
    }

    /** Has each object of a resource looked at when it changes. */
    ObjectFollower follow(String name, String group, String resource, ObjectFollower.Look look) {
        String prefix = prefix(new GroupResource(group, resource));
        return ObjectFollower.start(name, cache(prefix), prefix, look);
    }

    /** Starts the cache of a resource, so that it is filled by the time it is needed. */
    WatchCache prime(String group, String resource) {
        return cache(prefix(new GroupResource(group, resource)));
    }

    /** How the caches are that somebody has read. */
    List<StorageMetrics.CacheState> cacheStates() {
        List<StorageMetrics.CacheState> states = new ArrayList<>();
        new TreeMap<>(caches).forEach((prefix, cache) -> {
            GroupResource name = names.get(prefix);
            if (name != null) {
                states.add(new StorageMetrics.CacheState(
                        name.group(),
                        name.resource(),
                        cache.size(),
                        cache.bytes(),
                        cache.revision(),
                        cache.capacity()));
            }
        });
        return states;
    }

    /** Ends all watches and caches. */
    @Override
    public void close() {
        apiServices.close();
        caches.values().forEach(WatchCache::close);
        timer.shutdownNow();
    }
}
