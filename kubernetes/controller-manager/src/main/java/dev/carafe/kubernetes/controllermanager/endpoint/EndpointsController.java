package dev.carafe.kubernetes.controllermanager.endpoint;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.client.Clock;
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
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.ServicePods;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the Endpoints of services equal to their pods. */
public final class EndpointsController implements Controller {
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String HEADLESS = "service.kubernetes.io/headless";

    private final ResourceClient<Endpoints> endpoints;
    private final EventRecorder recorder;
    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Endpoints> known;
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> workers;

    public EndpointsController(ControllerContext context, int workerCount) {
        Clock clock = context.clock();
        this.workerCount = workerCount;
        this.endpoints = context.client().of(CoreV1.ENDPOINTS);
        this.recorder = context.recorder("endpoint-controller");
        this.queue = new RateLimitingQueue<>(clock);
        var serviceInformer = context.informers().informer(CoreV1.SERVICES);
        var podInformer = context.informers().informer(CoreV1.PODS);
        var endpointsInformer = context.informers().informer(CoreV1.ENDPOINTS);
        this.services = serviceInformer.lister();
        this.pods = podInformer.lister();
        this.known = endpointsInformer.lister();
        serviceInformer.addHandler(ResourceHandler.ofAny(service -> queue.add(ObjectKey.of(service))));
        ServicePods.watch(podInformer, services, queue::add);
        endpointsInformer.addHandler(new ResourceHandler<>() {
            @Override
            public void onDelete(Endpoints last, boolean finalStateUnknown) {
                queue.add(ObjectKey.of(last));
            }
        });
    }

    @Override
    public void start() {
        workers = Workers.start("endpoint-controller", workerCount, queue, this::reconcile);
        known.list().forEach(object -> queue.add(ObjectKey.of(object))); // those whose service is gone
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
        Endpoints before = known.get(key);
        if (service == null) {
            if (before != null && before.metadata().labels().containsKey(MANAGED_BY)) {
                delete(key);
            }
            return;
        }
        if (!ServicePods.hasPods(service)) {
            return; // its endpoints are written by hand
        }
        Endpoints wanted = wanted(service, Optional.ofNullable(before));
        try {
            if (before == null) {
                endpoints.create(wanted);
            } else if (!wanted.equals(before)) {
                endpoints.update(wanted);
            }
        } catch (StatusError e) {
            boolean quiet = PodControl.namespaceTerminating(e) || e.reason() == StatusReason.CONFLICT;
            if (!quiet) {
                recorder.event(
                        service,
                        EventType.WARNING,
                        before == null ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                        "Failed to " + (before == null ? "create" : "update") + " endpoint for service " + key + ": "
                                + e.getMessage());
            }
            if (!PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }

    private Endpoints wanted(Service service, Optional<Endpoints> before) {
        Subsets.Result result = Subsets.of(service, ServicePods.selected(service, pods));
        Map<String, String> labels = new LinkedHashMap<>(service.metadata().labels());
        labels.remove(HEADLESS);
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        }
        labels.put(MANAGED_BY, "endpoint-controller");
        ObjectMeta meta = before.map(Endpoints::metadata)
                .orElse(new ObjectMeta().withName(service.name()).withNamespace(service.namespace()))
                .withLabels(labels);
        Map<String, String> annotations = new LinkedHashMap<>(meta.annotations());
        annotations.remove(OVER_CAPACITY);
        if (result.truncated()) {
            annotations.put(OVER_CAPACITY, "truncated");
        }
        if (!annotations.equals(meta.annotations())) {
            meta = meta.withAnnotations(annotations);
        }
        Endpoints object = before.orElse(new Endpoints()).withMetadata(meta);
        return result.subsets().isEmpty() ? object.withoutSubsets() : object.withSubsets(result.subsets());
    }

    private void delete(ObjectKey key) {
        try {
            endpoints.delete(key.namespace(), key.name());
        } catch (StatusError e) {
            if (e.reason() != StatusReason.NOT_FOUND) {
                throw e;
            }
        }
    }
}
