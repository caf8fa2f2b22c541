package dev.carafe.kubernetes.controllermanager.garbagecollector;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.client.GenericObject;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The garbage collector. Objects of resources that other controllers follow come from their informers; for all other
 * resources it has informers of its own.
 */
public final class GarbageCollector implements Controller {
    private static final Duration SYNC_MAX = Duration.ofSeconds(30);

    private final InformerFactory ownInformers;
    private final Graph graph = new Graph();
    private final Collection collection;
    private final RateLimitingQueue<String> toDelete;
    private final RateLimitingQueue<String> toOrphan;
    private final int workerCount;
    private final List<Workers<String>> workers = new ArrayList<>();

    /** Asks the server what it serves, so the server must be there. Made after the controllers whose informers it shares. */
    public GarbageCollector(ControllerContext context, int workerCount) {
        this.workerCount = workerCount;
        this.ownInformers = new InformerFactory(context.client(), context.clock());
        this.toDelete = new RateLimitingQueue<>(context.clock());
        this.toOrphan = new RateLimitingQueue<>(context.clock());
        Resources resources = new Resources(context.client().discovery().preferredResources());
        this.collection = new Collection(context.client(), resources, graph, this::enqueue);
        for (ResourceType<GenericObject> type : resources.all()) {
            Informer<?> informer = context.informers().known(type).orElseGet(() -> ownInformers.informer(type));
            informer.addHandler(new Feed(new GroupKind(type.group(), type.kind())));
        }
    }

    private void enqueue(Graph.Effects effects) {
        effects.delete().forEach(toDelete::add);
        effects.orphan().forEach(toOrphan::add);
    }

    @Override
    public void start() {
        ownInformers.start();
        try {
            if (!ownInformers.awaitSync(
                    SYNC_MAX)) { // those that come late are collected late; nothing is judged wrongly
                System.getLogger(GarbageCollector.class.getName())
                        .log(Level.WARNING, "not all resources could be listed in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        workers.add(Workers.start("garbage-collector", workerCount, toDelete, collection::attemptToDelete));
        workers.add(Workers.start("garbage-collector orphans", workerCount, toOrphan, collection::attemptToOrphan));
    }

    @Override
    public void close() {
        workers.forEach(Workers::close);
        ownInformers.close();
    }

    /** Tells the graph of the objects of one kind. */
    private final class Feed implements ResourceHandler<ApiObject<?>> {
        private final GroupKind kind;

        Feed(GroupKind kind) {
            this.kind = kind;
        }

        @Override
        public void onAdd(ApiObject<?> object, boolean initial) {
            enqueue(graph.observed(identity(object), object.metadata()));
        }

        @Override
        public void onUpdate(ApiObject<?> before, ApiObject<?> after) {
            onAdd(after, false);
        }

        @Override
        public void onDelete(ApiObject<?> last, boolean finalStateUnknown) {
            enqueue(graph.removed(last.metadata().uid()));
        }

        private ObjectIdentity identity(ApiObject<?> object) {
            return new ObjectIdentity(
                    kind, object.namespace(), object.name(), object.metadata().uid());
        }
    }
}
