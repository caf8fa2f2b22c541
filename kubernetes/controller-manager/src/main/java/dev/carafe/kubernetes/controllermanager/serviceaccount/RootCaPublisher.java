package dev.carafe.kubernetes.controllermanager.serviceaccount;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps a ConfigMap with the cluster's root certificates in each namespace. */
public final class RootCaPublisher implements Controller {
    private static final String NAME = "kube-root-ca.crt";
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "kubernetes.io/description",
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the"
                    + " internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of"
                    + " Kubernetes clusters.");

    private final Map<String, String> data;
    private final ResourceClient<ConfigMap> client;
    private final Lister<Namespace> namespaces;
    private final Lister<ConfigMap> maps;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    /** @param rootCaPem the certificates to publish */
    public RootCaPublisher(ControllerContext context, String rootCaPem) {
        this.data = Map.of("ca.crt", rootCaPem);
        this.client = context.client().of(CoreV1.CONFIGMAPS);
        this.queue = new RateLimitingQueue<>(context.clock());
        var namespaceInformer = context.informers().informer(CoreV1.NAMESPACES);
        var mapInformer = context.informers().informer(CoreV1.CONFIGMAPS, Scope.fields("metadata.name=" + NAME));
        this.namespaces = namespaceInformer.lister();
        this.maps = mapInformer.lister();
        namespaceInformer.addHandler(ResourceHandler.ofAny(namespace -> queue.add(namespace.name())));
        mapInformer.addHandler(ResourceHandler.ofAny(map -> queue.add(map.namespace())));
    }

    @Override
    public void start() {
        workers = Workers.start("root-ca-certificate-publisher", 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(String namespaceName) {
        Namespace namespace = namespaces.get(new ObjectKey("", namespaceName));
        if (namespace == null || namespace.metadata().hasDeletionTimestamp()) {
            return;
        }
        ConfigMap known = maps.get(new ObjectKey(namespaceName, NAME));
        try {
            if (known == null) {
                client.create(new ConfigMap()
                        .withMetadata(new ObjectMeta()
                                .withName(NAME)
                                .withNamespace(namespaceName)
                                .withAnnotations(ANNOTATIONS))
                        .withData(data));
            } else if (!known.data().equals(data)) {
                client.update(known.withData(data));
            }
        } catch (StatusError e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS && !PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }
}
