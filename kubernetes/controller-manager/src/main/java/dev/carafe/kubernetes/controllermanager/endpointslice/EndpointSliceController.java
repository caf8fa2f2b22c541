package dev.carafe.kubernetes.controllermanager.endpointslice;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.ServicePods;
import dev.carafe.kubernetes.controllermanager.controller.WrittenSlices;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the EndpointSlices of services equal to their pods. */
public final class EndpointSliceController implements Controller {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String CONTROLLER = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String BY_SERVICE = "service";
    private static final Duration STALE_RETRY = Duration.ofMillis(100);

    private final ResourceClient<EndpointSlice> client;
    private final EventRecorder recorder;
    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final Lister<EndpointSlice> slices;
    private final WrittenSlices written = new WrittenSlices();
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> workers;

    public EndpointSliceController(ControllerContext context, int workerCount) {
        this.workerCount = workerCount;
        this.client = context.client().of(DiscoveryV1.ENDPOINTSLICES);
        this.recorder = context.recorder("endpoint-slice-controller");
        this.queue = new RateLimitingQueue<>(context.clock());
        var serviceInformer = context.informers().informer(CoreV1.SERVICES);
        var podInformer = context.informers().informer(CoreV1.PODS);
        var nodeInformer = context.informers().informer(CoreV1.NODES);
        var sliceInformer = context.informers().informer(DiscoveryV1.ENDPOINTSLICES);
        sliceInformer.addIndex(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
        this.services = serviceInformer.lister();
        this.pods = podInformer.lister();
        this.nodes = nodeInformer.lister();
        this.slices = sliceInformer.lister();
        serviceInformer.addHandler(ResourceHandler.ofAny(service -> queue.add(ObjectKey.of(service))));
        ServicePods.watch(podInformer, services, queue::add);
        sliceInformer.addHandler(new SliceEvents());
        nodeInformer.addHandler(new NodeEvents());
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        return new ObjectKey(slice.namespace(), slice.metadata().labels().getOrDefault(SERVICE_NAME, ""));
    }

    private static boolean isOurs(EndpointSlice slice) {
        return CONTROLLER.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    @Override
    public void start() {
        workers = Workers.start("endpoint-slice-controller", workerCount, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(ObjectKey key) {
        Service service = services.get(key);
        if (service == null) {
            written.forget(key);
            return; // its slices go with it, by the garbage collector
        }
        if (!ServicePods.hasPods(service)) {
            return;
        }
        List<EndpointSlice> existing = slices.byIndex(BY_SERVICE, key.toString()).stream()
                .filter(slice -> isOurs(slice) && !slice.metadata().hasDeletionTimestamp())
                .toList();
        if (written.isStale(key, existing)) {
            queue.addAfter(key, STALE_RETRY);
            return;
        }
        try {
            List<String> families = ServicePods.families(service);
            for (String family : families) {
                sync(key, service, family, existing);
            }
            existing.stream()
                    .filter(slice -> !families.contains(slice.addressType()))
                    .forEach(slice -> delete(key, slice));
        } catch (StatusError e) {
            if (PodControl.namespaceTerminating(e)) {
                return;
            }
            recorder.event(
                    service,
                    EventType.WARNING,
                    "FailedToUpdateEndpointSlices",
                    "Error updating Endpoint Slices for Service " + key + ": " + e.getMessage());
            throw e;
        }
    }

    private void sync(ObjectKey key, Service service, String family, List<EndpointSlice> all) {
        List<EndpointSlice> existing =
                all.stream().filter(slice -> slice.addressType().equals(family)).toList();
        var wanted = Desired.of(service, ServicePods.selected(service, pods), nodes, family.equals("IPv6"));
        List<EndpointSlice> dirty = existing.stream()
                .filter(slice ->
                        !slice.metadata().labels().equals(labels(service)) || !Owners.isControlledBy(slice, service))
                .toList();
        SlicePlan plan = SlicePlan.of(wanted, existing, dirty);
        for (SlicePlan.Content content : plan.create()) {
            written.add(key, client.create(make(service, family, content)));
        }
        for (EndpointSlice slice : plan.update()) {
            ObjectMeta meta = slice.metadata()
                    .withLabels(labels(service))
                    .withOwnerReferences(List.of(Owners.controllerReference(service, "v1", "Service")));
            written.add(key, client.update(slice.withMetadata(meta)));
        }
        plan.delete().forEach(slice -> delete(key, slice));
    }

    private void delete(ObjectKey key, EndpointSlice slice) {
        try {
            client.delete(slice.namespace(), slice.name());
        } catch (StatusError e) {
            if (e.reason() != StatusReason.NOT_FOUND) {
                throw e;
            }
        }
        written.remove(key, slice);
    }

    private static EndpointSlice make(Service service, String family, SlicePlan.Content content) {
        return new EndpointSlice()
                .withMetadata(new ObjectMeta()
                        .withGenerateName(service.name() + "-")
                        .withNamespace(service.namespace())
                        .withLabels(labels(service))
                        .withOwnerReferences(List.of(Owners.controllerReference(service, "v1", "Service"))))
                .withAddressType(family)
                .withEndpoints(content.endpoints())
                .withPorts(content.ports());
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new LinkedHashMap<>(service.metadata().labels());
        labels.remove(HEADLESS);
        labels.put(MANAGED_BY, CONTROLLER);
        labels.put(SERVICE_NAME, service.name());
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        }
        return labels;
    }

    /** Others who change our slices must be corrected; our own writes lead to nothing new. */
    private final class SliceEvents implements ResourceHandler<EndpointSlice> {
        @Override
        public void onUpdate(EndpointSlice before, EndpointSlice after) {
            if (isOurs(before) || isOurs(after)) {
                queue.add(serviceOf(after));
                if (!serviceOf(before).equals(serviceOf(after))) {
                    queue.add(serviceOf(before));
                }
            }
        }

        @Override
        public void onDelete(EndpointSlice last, boolean finalStateUnknown) {
            if (isOurs(last)) {
                written.remove(serviceOf(last), last);
                queue.add(serviceOf(last));
            }
        }
    }

    /** Endpoints tell the zone of their node. */
    private final class NodeEvents implements ResourceHandler<Node> {
        @Override
        public void onUpdate(Node before, Node after) {
            String zone = before.metadata().labels().getOrDefault(ServicePods.ZONE_LABEL, "");
            if (!zone.equals(after.metadata().labels().getOrDefault(ServicePods.ZONE_LABEL, ""))) {
                services.list().forEach(service -> queue.add(ObjectKey.of(service)));
            }
        }

        @Override
        public void onAdd(Node node, boolean initial) {
            if (!initial && node.metadata().labels().containsKey(ServicePods.ZONE_LABEL)) {
                services.list().forEach(service -> queue.add(ObjectKey.of(service)));
            }
        }
    }
}
