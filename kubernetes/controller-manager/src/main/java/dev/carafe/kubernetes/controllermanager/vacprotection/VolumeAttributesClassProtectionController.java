package dev.carafe.kubernetes.controllermanager.vacprotection;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.storage.v1.StorageV1;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttributesClass;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.ProtectionFinalizer;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the finalizer from deleted classes of volume attributes that neither a claim nor a volume names. As upstream's it asks
 * its informers alone, so that a claim that is just being made may name a class that goes.
 */
public final class VolumeAttributesClassProtectionController implements Controller {
    private static final ProtectionFinalizer FINALIZER = new ProtectionFinalizer("kubernetes.io/vac-protection");
    private static final String BY_CLASS = "volumeAttributesClass";

    private final ResourceClient<VolumeAttributesClass> client;
    private final Lister<VolumeAttributesClass> classes;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    /** The controller, which starts when it is told to. */
    public VolumeAttributesClassProtectionController(ControllerContext context) {
        this.client = context.client().of(StorageV1.VOLUMEATTRIBUTESCLASSES);
        this.queue = new RateLimitingQueue<>(context.clock());
        var classInformer = context.informers().informer(StorageV1.VOLUMEATTRIBUTESCLASSES);
        var claimInformer = context.informers().informer(CoreV1.PERSISTENTVOLUMECLAIMS);
        var volumeInformer = context.informers().informer(CoreV1.PERSISTENTVOLUMES);
        this.classes = classInformer.lister();
        this.claims = claimInformer.lister();
        this.volumes = volumeInformer.lister();
        claimInformer.addIndex(BY_CLASS, VolumeAttributesClassProtectionController::namedBy);
        volumeInformer.addIndex(BY_CLASS, VolumeAttributesClassProtectionController::namedBy);
        classInformer.addHandler(ResourceHandler.ofAny(this::enqueue));
        claimInformer.addHandler(letGo(VolumeAttributesClassProtectionController::namedBy));
        volumeInformer.addHandler(letGo(VolumeAttributesClassProtectionController::namedBy));
    }

    private void enqueue(VolumeAttributesClass object) {
        if (FINALIZER.keeps(object) || FINALIZER.isMissing(object)) {
            queue.add(object.name());
        }
    }

    /** Looks again at the classes that an object names no more. */
    private <T> ResourceHandler<T> letGo(Function<T, Set<String>> names) {
        return new ResourceHandler<>() {
            @Override
            public void onUpdate(T before, T after) {
                Set<String> still = names.apply(after);
                names.apply(before).stream()
                        .filter(name -> !still.contains(name))
                        .forEach(queue::add);
            }

            @Override
            public void onDelete(T last, boolean finalStateUnknown) {
                names.apply(last).forEach(queue::add);
            }
        };
    }

    private static Set<String> namedBy(PersistentVolumeClaim claim) {
        return Stream.of(
                        claim.spec().volumeAttributesClassName(),
                        claim.status().currentVolumeAttributesClassName(),
                        claim.status().modifyVolumeStatus().targetVolumeAttributesClassName())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Set<String> namedBy(PersistentVolume volume) {
        String name = volume.spec().volumeAttributesClassName();
        return name.isEmpty() ? Set.of() : Set.of(name);
    }

    @Override
    public void start() {
        workers = Workers.start("volumeattributesclass-protection-controller", 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    private void reconcile(String name) {
        VolumeAttributesClass object = classes.get(new ObjectKey("", name));
        if (object == null) {
            return;
        }
        if (FINALIZER.isMissing(object)) {
            client.update(FINALIZER.addedTo(object));
        } else if (FINALIZER.keeps(object) && !isUsed(name)) {
            client.update(FINALIZER.removedFrom(object));
        }
    }

    private boolean isUsed(String name) {
        return !claims.byIndex(BY_CLASS, name).isEmpty()
                || !volumes.byIndex(BY_CLASS, name).isEmpty();
    }
}
