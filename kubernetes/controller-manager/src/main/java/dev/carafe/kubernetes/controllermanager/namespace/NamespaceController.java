package dev.carafe.kubernetes.controllermanager.namespace;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.NamespaceStatus;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimiter;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finishes the deletion of namespaces. */
public final class NamespaceController implements Controller {
    private static final String FINALIZER = "kubernetes";
    private static final Duration RETRY_FIRST = Duration.ofMillis(5);
    private static final Duration RETRY_MAX = Duration.ofSeconds(60);

    private final Clock clock;
    private final ResourceClient<Namespace> client;
    private final Lister<Namespace> namespaces;
    private final NamespaceContent content;
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> workers;

    public NamespaceController(ControllerContext context, int workerCount) {
        this.clock = context.clock();
        this.workerCount = workerCount;
        this.client = context.client().of(CoreV1.NAMESPACES);
        this.content = new NamespaceContent(context.client());
        this.queue =
                new RateLimitingQueue<>(new RateLimiter<>(RETRY_FIRST, RETRY_MAX, 10, 100, clock::nanoTime), clock);
        var informer = context.informers().informer(CoreV1.NAMESPACES);
        this.namespaces = informer.lister();
        informer.addHandler(ResourceHandler.ofAny(this::enqueue));
    }

    private void enqueue(Namespace namespace) {
        if (namespace.metadata().hasDeletionTimestamp()) {
            queue.add(ObjectKey.of(namespace));
        }
    }

    @Override
    public void start() {
        workers = Workers.start("namespace-controller", workerCount, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(ObjectKey key) {
        if (namespaces.get(key) == null) {
            return;
        }
        Optional<Namespace> found = client.find("", key.name());
        if (found.isEmpty()
                || !found.get().metadata().hasDeletionTimestamp()
                || found.get().spec().finalizers().isEmpty()) {
            return;
        }
        Namespace namespace = terminating(found.get());
        NamespaceContent.Rest rest = content.delete(key.name());
        NamespaceStatus status = NamespaceConditions.with(namespace.status(), rest, clock.instant());
        if (!status.equals(namespace.status())) {
            namespace = client.updateStatus(namespace.withStatus(status));
        }
        if (rest.isDone()) {
            finish(namespace);
        } else if (rest.failures().isEmpty()) {
            queue.addAfter(key, Duration.ofSeconds(rest.waitSeconds() / 2 + 1));
        } else {
            queue.addRateLimited(key);
        }
    }

    private Namespace terminating(Namespace namespace) {
        return namespace.status().phase().equals("Terminating")
                ? namespace
                : client.updateStatus(namespace.withStatus(namespace.status().withPhase("Terminating")));
    }

    private void finish(Namespace namespace) {
        List<String> left = namespace.spec().finalizers().stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .toList();
        Namespace finalized = namespace.withSpec(namespace.spec().withFinalizers(left));
        try {
            client.updateSubresource("", namespace.name(), "finalize", finalized.struct());
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }
}
