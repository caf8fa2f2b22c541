package dev.carafe.kubernetes.controllermanager.garbagecollector;

import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.api.meta.v1.Preconditions;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.GenericObject;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at single nodes of the graph and does to the objects what is due. Thread-safe. */
final class Collection {
    private final Client client;
    private final Resources resources;
    private final Graph graph;
    private final Consumer<Graph.Effects> effects;

    /** @param effects takes what follows from an object having turned out to be gone */
    Collection(Client client, Resources resources, Graph graph, Consumer<Graph.Effects> effects) {
        this.client = client;
        this.resources = resources;
        this.graph = graph;
        this.effects = effects;
    }

    /** Deletes an object if it has no owner left; lets a foreground deletion go on or finish. */
    void attemptToDelete(String uid) {
        Optional<Graph.Snapshot> node = graph.find(uid);
        if (node.isEmpty() || (node.get().beingDeleted() && !node.get().deletingDependents())) {
            return;
        }
        ObjectIdentity identity = node.get().identity();
        Optional<ResourceType<GenericObject>> type = resources.find(identity.kind());
        if (type.isEmpty()) {
            return; // an owner of a kind that is not served: its dependents stay, as nobody can say that it is gone
        }
        Optional<GenericObject> found = live(type.get(), identity);
        if (found.isEmpty()) {
            effects.accept(graph.removed(uid));
            return;
        }
        if (node.get().virtual()) {
            return; // it is there after all; its informer will tell
        }
        if (node.get().deletingDependents()) {
            continueForeground(type.get(), node.get(), found.get());
            return;
        }
        apply(type.get(), node.get(), found.get());
    }

    private void apply(ResourceType<GenericObject> type, Graph.Snapshot node, GenericObject object) {
        ObjectMeta meta = object.metadata();
        boolean hasDependents = !node.dependents().isEmpty();
        switch (Verdict.of(meta, hasDependents, reference -> owner(reference, object.namespace()))) {
            case Verdict.Keep() -> {}
            case Verdict.Strike(List<OwnerReference> owners) -> strike(type, object, owners);
            case Verdict.Delete(String propagation) -> {
                boolean circle = propagation.equals("Foreground")
                        && node.dependents().stream().anyMatch(Graph.Dependent::deletingDependents);
                delete(type, circle ? unblocked(type, object) : object, propagation);
            }
        }
    }

    /** Waits for blocking dependents, and ends the foreground deletion when there are none. */
    private void continueForeground(ResourceType<GenericObject> type, Graph.Snapshot node, GenericObject object) {
        List<Graph.Dependent> blocking =
                node.dependents().stream().filter(Graph.Dependent::blocks).toList();
        if (blocking.isEmpty()) {
            removeFinalizer(type, object, Graph.FOREGROUND);
            return;
        }
        Graph.Effects next = Graph.Effects.none();
        for (Graph.Dependent dependent : blocking) {
            if (!dependent.deletingDependents()) {
                next.delete().add(dependent.identity().uid());
            }
        }
        next.delete().remove(node.identity().uid());
        effects.accept(next);
    }

    /** Lets the dependents of an object go, and then the object. */
    void attemptToOrphan(String uid) {
        Optional<Graph.Snapshot> node = graph.find(uid);
        if (node.isEmpty()) {
            return;
        }
        ObjectIdentity identity = node.get().identity();
        for (Graph.Dependent dependent : node.get().dependents()) {
            resources
                    .find(dependent.identity().kind())
                    .ifPresent(type -> live(type, dependent.identity())
                            .ifPresent(object -> strike(
                                    type,
                                    object,
                                    object.metadata().ownerReferences().stream()
                                            .filter(reference -> reference.uid().equals(uid))
                                            .toList())));
        }
        resources
                .find(identity.kind())
                .ifPresent(
                        type -> live(type, identity).ifPresent(object -> removeFinalizer(type, object, Graph.ORPHAN)));
    }

    /** The object as the server has it now, if it is still the same one. */
    private Optional<GenericObject> live(ResourceType<GenericObject> type, ObjectIdentity identity) {
        String namespace = type.namespaced() ? identity.namespace() : "";
        if (type.namespaced() && namespace.isEmpty()) {
            return Optional.empty(); // an object of the whole cluster cannot be owned by one of a namespace
        }
        return client.of(type)
                .find(namespace, identity.name())
                .filter(object -> object.metadata().uid().equals(identity.uid()));
    }

    private Verdict.Owner owner(OwnerReference reference, String namespace) {
        ObjectIdentity identity = ObjectIdentity.of(reference, namespace);
        Optional<ResourceType<GenericObject>> type = resources.find(identity.kind());
        if (type.isEmpty() || (type.get().namespaced() && namespace.isEmpty())) {
            return Verdict.Owner.SOLID; // not served, or not a valid owner: nobody can say that it is gone
        }
        Optional<GenericObject> found = live(type.get(), identity);
        if (found.isEmpty()) {
            return Verdict.Owner.ABSENT;
        }
        ObjectMeta meta = found.get().metadata();
        return meta.hasDeletionTimestamp() && meta.finalizers().contains(Graph.FOREGROUND)
                ? Verdict.Owner.WAITING
                : Verdict.Owner.SOLID;
    }

    private void delete(ResourceType<GenericObject> type, GenericObject object, String propagation) {
        DeleteOptions options = new DeleteOptions(Struct.EMPTY)
                .withPreconditions(new Preconditions()
                        .withUid(object.metadata().uid())
                        .withResourceVersion(object.metadata().resourceVersion()))
                .withPropagationPolicy(propagation);
        ignoringAbsence(() -> client.of(type).delete(object.namespace(), object.name(), options));
    }

    /** In a circle of foreground deletions nobody may block anybody. */
    private GenericObject unblocked(ResourceType<GenericObject> type, GenericObject object) {
        List<OwnerReference> references = new ArrayList<>();
        object.metadata()
                .ownerReferences()
                .forEach(reference -> references.add(reference.withBlockOwnerDeletion(false)));
        return client.of(type).update(object.withMetadata(object.metadata().withOwnerReferences(references)));
    }

    private void strike(ResourceType<GenericObject> type, GenericObject object, List<OwnerReference> owners) {
        if (owners.isEmpty()) {
            return;
        }
        List<OwnerReference> left = object.metadata().ownerReferences().stream()
                .filter(reference ->
                        owners.stream().noneMatch(owner -> owner.uid().equals(reference.uid())))
                .toList();
        patchMetadata(
                type,
                object,
                "ownerReferences",
                left.stream().map(OwnerReference::struct).toList());
    }

    private void removeFinalizer(ResourceType<GenericObject> type, GenericObject object, String finalizer) {
        if (object.metadata().finalizers().contains(finalizer)) {
            patchMetadata(
                    type,
                    object,
                    "finalizers",
                    object.metadata().finalizers().stream()
                            .filter(name -> !name.equals(finalizer))
                            .toList());
        }
    }

    private void patchMetadata(ResourceType<GenericObject> type, GenericObject object, String field, List<?> value) {
        Struct meta = Struct.builder()
                .put(field, value)
                .put("uid", object.metadata().uid())
                .put("resourceVersion", object.metadata().resourceVersion())
                .build();
        ResourceClient<GenericObject> resource = client.of(type);
        ignoringAbsence(
                () -> resource.patch(object.namespace(), object.name(), PatchType.MERGE, Struct.of("metadata", meta)));
    }

    private static void ignoringAbsence(Runnable action) {
        try {
            action.run();
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }
}
