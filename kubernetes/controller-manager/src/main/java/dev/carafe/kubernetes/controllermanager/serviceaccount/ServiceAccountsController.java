package dev.carafe.kubernetes.controllermanager.serviceaccount;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import org.jspecify.annotations.Nullable;

/** Keeps a service account named default in each namespace. */
public final class ServiceAccountsController implements Controller {
    private static final String DEFAULT = "default";

    private final ResourceClient<ServiceAccount> client;
    private final Lister<Namespace> namespaces;
    private final Lister<ServiceAccount> accounts;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    public ServiceAccountsController(ControllerContext context) {
        this.client = context.client().of(CoreV1.SERVICEACCOUNTS);
        this.queue = new RateLimitingQueue<>(context.clock());
        var namespaceInformer = context.informers().informer(CoreV1.NAMESPACES);
        var accountInformer = context.informers().informer(CoreV1.SERVICEACCOUNTS);
        this.namespaces = namespaceInformer.lister();
        this.accounts = accountInformer.lister();
        namespaceInformer.addHandler(ResourceHandler.ofAny(namespace -> queue.add(namespace.name())));
        accountInformer.addHandler(new ResourceHandler<>() {
            @Override
            public void onDelete(ServiceAccount last, boolean finalStateUnknown) {
                queue.add(last.namespace());
            }
        });
    }

    @Override
    public void start() {
        workers = Workers.start("serviceaccount-controller", 1, queue, this::reconcile);
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
        boolean needed = namespace != null
                && !namespace.metadata().hasDeletionTimestamp()
                && accounts.get(new ObjectKey(namespaceName, DEFAULT)) == null;
        if (!needed) {
            return;
        }
        try {
            client.create(new ServiceAccount()
                    .withMetadata(new ObjectMeta().withName(DEFAULT).withNamespace(namespaceName)));
        } catch (StatusError e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS && !PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }
}
