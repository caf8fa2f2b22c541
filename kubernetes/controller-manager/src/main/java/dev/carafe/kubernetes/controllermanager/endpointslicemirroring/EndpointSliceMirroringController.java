package dev.carafe.kubernetes.controllermanager.endpointslicemirroring;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
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
import dev.carafe.kubernetes.controllermanager.controller.WrittenSlices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps slices equal to the Endpoints of services that select no pods. */
public final class EndpointSliceMirroringController implements Controller {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String CONTROLLER = "endpointslicemirroring-controller.k8s.io";
    private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final List<String> NOT_COPIED = List.of(
            "endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration");
    private static final String MIRRORED = "mirroredEndpoints";
    private static final Duration STALE_RETRY = Duration.ofMillis(100);

    private final ResourceClient<EndpointSlice> client;
    private final EventRecorder recorder;
    private final Lister<Endpoints> endpoints;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private final WrittenSlices written = new WrittenSlices();
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> workers;

    public EndpointSliceMirroringController(ControllerContext context, int workerCount) {
        this.workerCount = workerCount;
        this.client = context.client().of(DiscoveryV1.ENDPOINTSLICES);
        this.recorder = context.recorder("endpoint-slice-mirroring-controller");
        this.queue = new RateLimitingQueue<>(context.clock());
        var endpointsInformer = context.informers().informer(CoreV1.ENDPOINTS);
        var serviceInformer = context.informers().informer(CoreV1.SERVICES);
        var sliceInformer = context.informers().informer(DiscoveryV1.ENDPOINTSLICES);
        sliceInformer.addIndex(
                MIRRORED, slice -> isOurs(slice) ? List.of(endpointsOf(slice).toString()) : List.of());
        this.endpoints = endpointsInformer.lister();
        this.services = serviceInformer.lister();
        this.slices = sliceInformer.lister();
        endpointsInformer.addHandler(ResourceHandler.ofAny(object -> queue.add(ObjectKey.of(object))));
        serviceInformer.addHandler(ResourceHandler.ofAny(service -> queue.add(ObjectKey.of(service))));
        sliceInformer.addHandler(new SliceEvents());
    }

    private static boolean isOurs(EndpointSlice slice) {
        return CONTROLLER.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    private static ObjectKey endpointsOf(EndpointSlice slice) {
        return new ObjectKey(slice.namespace(), slice.metadata().labels().getOrDefault(SERVICE_NAME, ""));
    }

    @Override
    public void start() {
        workers = Workers.start("endpoint-slice-mirroring-controller", workerCount, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(ObjectKey key) {
        Endpoints source = endpoints.get(key);
        Service service = services.get(key);
        List<EndpointSlice> existing = slices.byIndex(MIRRORED, key.toString());
        if (written.isStale(key, existing)) {
            queue.addAfter(key, STALE_RETRY);
            return;
        }
        if (source == null
                || !isMirrored(source)
                || service == null
                || !service.spec().selector().isEmpty()) {
            existing.forEach(slice -> delete(key, slice));
            written.forget(key);
            return;
        }
        try {
            sync(key, source, existing);
        } catch (StatusError e) {
            if (!PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }

    /** Whether Endpoints stand for addresses at all, and nobody mirrors them already. */
    private static boolean isMirrored(Endpoints source) {
        return !"true".equals(source.metadata().labels().get(SKIP_MIRROR))
                && !source.metadata().annotations().containsKey(LEADER)
                && !source.metadata().hasDeletionTimestamp();
    }

    private void sync(ObjectKey key, Endpoints source, List<EndpointSlice> existing) {
        Mirror mirror = Mirror.of(source);
        announce(source, mirror);
        Map<Mirror.Key, List<Endpoint>> missing = new LinkedHashMap<>(mirror.contents());
        List<EndpointSlice> surplus = new ArrayList<>();
        for (EndpointSlice slice : existing) {
            Mirror.Key slot = new Mirror.Key(slice.addressType(), List.copyOf(slice.ports()));
            List<Endpoint> wanted = missing.remove(slot);
            if (wanted == null) {
                surplus.add(slice);
            } else {
                EndpointSlice changed = filled(slice, source, slot, wanted);
                if (!changed.equals(slice)) {
                    written.add(key, client.update(changed));
                }
            }
        }
        missing.forEach((slot, wanted) -> {
            EndpointSlice fresh = new EndpointSlice()
                    .withMetadata(new ObjectMeta()
                            .withGenerateName(source.name() + "-")
                            .withNamespace(source.namespace()))
                    .withAddressType(slot.addressType());
            written.add(key, client.create(filled(fresh, source, slot, wanted)));
        });
        surplus.forEach(slice -> delete(key, slice));
    }

    private void announce(Endpoints source, Mirror mirror) {
        if (mirror.invalid() > 0) {
            recorder.event(
                    source,
                    EventType.WARNING,
                    "InvalidIPAddress",
                    "Skipped " + mirror.invalid() + " invalid IP addresses when mirroring to EndpointSlices");
        }
        if (mirror.skipped() > mirror.invalid()) {
            recorder.event(
                    source,
                    EventType.WARNING,
                    "TooManyAddressesToMirror",
                    "A max of " + Mirror.ADDRESSES_MAX
                            + " addresses can be mirrored to EndpointSlices per Endpoints subset. " + mirror.skipped()
                            + " addresses were skipped");
        }
    }

    private static EndpointSlice filled(
            EndpointSlice slice, Endpoints source, Mirror.Key slot, List<Endpoint> endpoints) {
        Map<String, String> labels = new LinkedHashMap<>(source.metadata().labels());
        labels.put(SERVICE_NAME, source.name());
        labels.put(MANAGED_BY, CONTROLLER);
        Map<String, String> annotations = new LinkedHashMap<>(source.metadata().annotations());
        NOT_COPIED.forEach(annotations::remove);
        ObjectMeta meta = slice.metadata()
                .withLabels(labels)
                .withOwnerReferences(List.of(Owners.controllerReference(source, "v1", "Endpoints")));
        meta = annotations.isEmpty() ? meta.withoutAnnotations() : meta.withAnnotations(annotations);
        return slice.withMetadata(meta).withPorts(slot.ports()).withEndpoints(endpoints);
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

    /** Others who change our slices must be corrected; our own writes lead to nothing new. */
    private final class SliceEvents implements ResourceHandler<EndpointSlice> {
        @Override
        public void onAdd(EndpointSlice slice, boolean initial) {
            if (isOurs(slice)) {
                queue.add(endpointsOf(slice));
            }
        }

        @Override
        public void onUpdate(EndpointSlice before, EndpointSlice after) {
            onAdd(after, false);
            if (isOurs(before) && !endpointsOf(before).equals(endpointsOf(after))) {
                queue.add(endpointsOf(before));
            }
        }

        @Override
        public void onDelete(EndpointSlice last, boolean finalStateUnknown) {
            if (isOurs(last)) {
                written.remove(endpointsOf(last), last);
                queue.add(endpointsOf(last));
            }
        }
    }
}
