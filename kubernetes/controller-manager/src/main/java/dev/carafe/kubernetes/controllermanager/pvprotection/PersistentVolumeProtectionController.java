package dev.carafe.kubernetes.controllermanager.pvprotection;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.ProtectionFinalizer;
import org.jspecify.annotations.Nullable;

/** Takes the finalizer from deleted volumes that no claim is bound to. */
public final class PersistentVolumeProtectionController implements Controller {
    private static final ProtectionFinalizer FINALIZER = new ProtectionFinalizer("kubernetes.io/pv-protection");

    private final ResourceClient<PersistentVolume> client;
    private final Lister<PersistentVolume> volumes;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    /** The controller, which starts when it is told to. */
    public PersistentVolumeProtectionController(ControllerContext context) {
        this.client = context.client().of(CoreV1.PERSISTENTVOLUMES);
        this.queue = new RateLimitingQueue<>(context.clock());
        var informer = context.informers().informer(CoreV1.PERSISTENTVOLUMES);
        this.volumes = informer.lister();
        informer.addHandler(ResourceHandler.ofAny(this::enqueue));
    }

    private void enqueue(PersistentVolume volume) {
        if (FINALIZER.keeps(volume) || FINALIZER.isMissing(volume)) {
            queue.add(volume.name());
        }
    }

    @Override
    public void start() {
        workers = Workers.start("pv-protection-controller", 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    private void reconcile(String name) {
        PersistentVolume volume = volumes.get(new ObjectKey("", name));
        if (volume == null) {
            return;
        }
        if (FINALIZER.isMissing(volume)) {
            client.update(FINALIZER.addedTo(volume));
        } else if (FINALIZER.keeps(volume) && !volume.status().phase().equals("Bound")) {
            client.update(FINALIZER.removedFrom(volume));
        }
    }
}
