package dev.carafe.kubernetes.controllermanager.servicecidrs;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.NetworkingV1;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which blocks are ready, and lets one go only when no service's address needs it any more. */
public final class ServiceCidrController implements Controller {
    private static final String MANAGER = "service-cidr-controller";
    private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    private static final int CODE_NOT_FOUND = 404;

    /** How long API servers may go on to give addresses of a block after it was deleted. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Clock clock;
    private final ResourceClient<ServiceCIDR> client;
    private final Lister<ServiceCIDR> blocks;
    private final Lister<IPAddress> addresses;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    /** The controller, which starts when it is told to. */
    public ServiceCidrController(ControllerContext context) {
        this.clock = context.clock();
        this.client = context.client().of(NetworkingV1.SERVICECIDRS);
        this.queue = new RateLimitingQueue<>(context.clock());
        var blockInformer = context.informers().informer(NetworkingV1.SERVICECIDRS);
        var addressInformer = context.informers().informer(NetworkingV1.IPADDRESSES);
        this.blocks = blockInformer.lister();
        this.addresses = addressInformer.lister();
        blockInformer.addHandler(ResourceHandler.ofAny(this::enqueue));
        addressInformer.addHandler(ResourceHandler.ofAny(this::enqueueContaining));
    }

    /** A block that comes or goes may also be what keeps another one, or lets it go. */
    private void enqueue(ServiceCIDR object) {
        queue.add(object.name());
        Deletion.overlapping(object, blocks.list()).forEach(other -> queue.add(other.name()));
    }

    private void enqueueContaining(IPAddress address) {
        if (Deletion.isAllocated(address)) {
            Deletion.containing(address.name(), blocks.list()).stream()
                    .filter(block -> block.metadata().hasDeletionTimestamp()) // to the others addresses mean nothing
                    .forEach(block -> queue.add(block.name()));
        }
    }

    @Override
    public void start() {
        workers = Workers.start(MANAGER, 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(String name) {
        ServiceCIDR object = blocks.get(new ObjectKey("", name));
        if (object == null) {
            return;
        }
        if (object.metadata().hasDeletionTimestamp()) {
            release(object);
            return;
        }
        if (!object.metadata().finalizers().contains(FINALIZER)) {
            patch(name, "", Struct.of("metadata", Struct.of("finalizers", List.of(FINALIZER))));
        }
        say(object, "True", "", "Kubernetes Service CIDR is ready");
    }

    private void release(ServiceCIDR object) {
        if (!Deletion.isSafe(object, blocks.list(), addresses.list())) {
            say(
                    object,
                    "False",
                    "Terminating",
                    "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new"
                            + " ServiceCIDR");
            return;
        }
        Instant deleted = object.metadata().deletionTimestamp().orElse(Instant.EPOCH);
        Duration left = GRACE.minus(Duration.between(deleted, clock.instant()));
        if (left.isPositive()) {
            queue.addAfter(object.name(), left);
        } else if (object.metadata().finalizers().contains(FINALIZER)) {
            patch(
                    object.name(),
                    "",
                    Struct.of("metadata", Struct.of("$deleteFromPrimitiveList/finalizers", List.of(FINALIZER))));
        }
    }

    /** Sets the condition that the block is ready or not, where it does not say so already. */
    private void say(ServiceCIDR object, String status, String reason, String message) {
        boolean said = object.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Ready")
                        && condition.status().equals(status)
                        && condition.reason().equals(reason)
                        && condition.message().equals(message));
        if (!said) {
            Condition condition = new Condition()
                    .withType("Ready")
                    .withStatus(status)
                    .withReason(reason)
                    .withMessage(message)
                    .withLastTransitionTime(clock.instant());
            patch(object.name(), "status", Struct.of("status", Struct.of("conditions", List.of(condition.struct()))));
        }
    }

    private void patch(String name, String subresource, Struct patch) {
        try {
            client.patch("", name, PatchType.STRATEGIC, patch, subresource, WriteOptions.manager(MANAGER));
        } catch (StatusError e) {
            if (e.code() != CODE_NOT_FOUND) { // gone meanwhile
                throw e;
            }
        }
    }
}
