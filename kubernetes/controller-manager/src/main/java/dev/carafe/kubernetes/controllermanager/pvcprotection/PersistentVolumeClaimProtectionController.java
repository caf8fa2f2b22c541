package dev.carafe.kubernetes.controllermanager.pvcprotection;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimCondition;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.ProtectionFinalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Takes the finalizer from deleted claims that no pod uses, and keeps the condition {@code Unused} of bound ones. */
public final class PersistentVolumeClaimProtectionController implements Controller {
    private static final ProtectionFinalizer FINALIZER = new ProtectionFinalizer("kubernetes.io/pvc-protection");
    private static final String BY_CLAIM = "podPVC";
    private static final String UNUSED = "Unused";

    private final Clock clock;
    private final int concurrency;
    private final ResourceClient<PersistentVolumeClaim> client;
    private final ResourceClient<Pod> podClient;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<Pod> pods;
    private final RateLimitingQueue<ObjectKey> queue;
    private @Nullable Workers<ObjectKey> workers;

    /**
     * The controller, which starts when it is told to.
     *
     * @param concurrency how many claims are looked at at a time
     */
    public PersistentVolumeClaimProtectionController(ControllerContext context, int concurrency) {
        this.clock = context.clock();
        this.concurrency = concurrency;
        this.client = context.client().of(CoreV1.PERSISTENTVOLUMECLAIMS);
        this.podClient = context.client().of(CoreV1.PODS);
        this.queue = new RateLimitingQueue<>(context.clock());
        var claimInformer = context.informers().informer(CoreV1.PERSISTENTVOLUMECLAIMS);
        var podInformer = context.informers().informer(CoreV1.PODS);
        this.claims = claimInformer.lister();
        this.pods = podInformer.lister();
        podInformer.addIndex(
                BY_CLAIM,
                pod -> ClaimUse.claimsOf(pod).stream()
                        .map(claim -> value(pod.namespace(), claim))
                        .toList());
        claimInformer.addHandler(ResourceHandler.ofAny(this::enqueue));
        podInformer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Pod pod, boolean initial) {
                enqueueOf(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                enqueueOf(after);
                if (!before.metadata().uid().equals(after.metadata().uid())) {
                    enqueueOf(before); // went unseen; the new pod of its name may use other claims
                }
            }

            @Override
            public void onDelete(Pod last, boolean finalStateUnknown) {
                enqueueOf(last);
            }
        });
    }

    private static String value(String namespace, String claim) {
        return namespace + "/" + claim;
    }

    private void enqueue(PersistentVolumeClaim claim) {
        if (unused(claim).isEmpty() || FINALIZER.keeps(claim) || FINALIZER.isMissing(claim)) {
            queue.add(ObjectKey.of(claim));
        }
    }

    private void enqueueOf(Pod pod) {
        ClaimUse.claimsOf(pod).forEach(claim -> queue.add(new ObjectKey(pod.namespace(), claim)));
    }

    @Override
    public void start() {
        workers = Workers.start("pvc-protection-controller", concurrency, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    private void reconcile(ObjectKey key) {
        PersistentVolumeClaim claim = claims.get(key);
        if (claim == null) {
            return;
        }
        if (FINALIZER.isMissing(claim)) {
            claim = client.update(FINALIZER.addedTo(claim));
        }
        if (claim.metadata().hasDeletionTimestamp()) {
            if (FINALIZER.keeps(claim) && !holds(claim, ClaimUse::keeps)) {
                client.update(FINALIZER.removedFrom(claim));
            }
        } else if (claim.status().phase().equals("Bound")) { // before, whoever binds it would be in the way
            sayUse(claim, holds(claim, ClaimUse::uses));
        }
    }

    /** Asks the server where no pod that is known uses the claim: one may have been made just now. */
    private boolean holds(PersistentVolumeClaim claim, BiPredicate<Collection<Pod>, PersistentVolumeClaim> use) {
        return use.test(pods.byIndex(BY_CLAIM, value(claim.namespace(), claim.name())), claim)
                || use.test(podClient.list(claim.namespace()), claim);
    }

    private static Optional<PersistentVolumeClaimCondition> unused(PersistentVolumeClaim claim) {
        return claim.status().conditions().stream()
                .filter(condition -> condition.type().equals(UNUSED))
                .findFirst();
    }

    private void sayUse(PersistentVolumeClaim claim, boolean used) {
        String status = used ? "False" : "True";
        if (unused(claim).filter(said -> said.status().equals(status)).isPresent()) {
            return;
        }
        PersistentVolumeClaimCondition condition = new PersistentVolumeClaimCondition()
                .withType(UNUSED)
                .withStatus(status)
                .withLastTransitionTime(clock.instant())
                .withReason(used ? "PodUsingPVC" : "NoPodsUsingPVC")
                .withMessage(
                        used
                                ? "A pod is currently referencing this PVC"
                                : "No pods are currently referencing this PVC");
        List<PersistentVolumeClaimCondition> conditions =
                new ArrayList<>(claim.status().conditions());
        if (unused(claim).isPresent()) {
            conditions.replaceAll(known -> known.type().equals(UNUSED) ? condition : known);
        } else {
            conditions.add(condition);
        }
        client.updateStatus(claim.withStatus(claim.status().withConditions(conditions)));
    }
}
