package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which objects are an owner's (client-go's controller reference managers): it adopts those that its selector matches and
 * nobody controls, and lets go of its own that the selector no longer matches.
 *
 * @param <O> the owner's type
 * @param <D> the dependents' type
 */
public final class Claims<O extends ApiObject<O>, D extends ApiObject<D>> {
    private final ResourceClient<O> owners;
    private final ResourceClient<D> dependents;
    private final List<String> finalizers;

    public Claims(Client client, ResourceType<O> ownerType, ResourceType<D> dependentType) {
        this(client, ownerType, dependentType, List.of());
    }

    /**
     * Claims that mark what is claimed.
     *
     * @param finalizers that the owner's objects have, and lose when they are let go
     */
    public Claims(Client client, ResourceType<O> ownerType, ResourceType<D> dependentType, List<String> finalizers) {
        this.finalizers = List.copyOf(finalizers);
        this.owners = client.of(ownerType);
        this.dependents = client.of(dependentType);
    }

    /**
     * The objects that are the owner's, after adoption and release.
     *
     * @param candidates the objects of the owner's namespace that it controls or nobody does
     * @param adoptable says of an object that nobody controls whether it may be adopted at all
     */
    public List<D> claim(O owner, LabelSelector selector, Collection<D> candidates, Predicate<D> adoptable) {
        List<D> claimed = new ArrayList<>();
        Optional<Boolean> mayAdopt = Optional.empty();
        for (D object : candidates) {
            Optional<OwnerReference> controller = Owners.controllerOf(object);
            boolean selected = selector.matches(object.metadata().labels());
            if (controller.isPresent()) {
                if (!controller.get().uid().equals(owner.metadata().uid())) {
                    continue;
                }
                if (selected || owner.metadata().hasDeletionTimestamp()) {
                    claimed.add(object);
                } else {
                    release(owner, object);
                }
            } else if (selected
                    && !owner.metadata().hasDeletionTimestamp()
                    && !object.metadata().hasDeletionTimestamp()
                    && adoptable.test(object)) {
                if (mayAdopt.isEmpty()) {
                    mayAdopt = Optional.of(stillThere(owner));
                }
                if (mayAdopt.get()) {
                    adopt(owner, object).ifPresent(claimed::add);
                }
            }
        }
        return claimed;
    }

    /** Asks the server, since what is cached may be of an owner that is being deleted or was made anew. */
    private boolean stillThere(O owner) {
        return owners.find(owner.namespace(), owner.name())
                .filter(fresh -> fresh.metadata().uid().equals(owner.metadata().uid()))
                .filter(fresh -> !fresh.metadata().hasDeletionTimestamp())
                .isPresent();
    }

    private Optional<D> adopt(O owner, D object) {
        Struct reference = Owners.controllerReference(
                        owner, owners.type().apiVersion(), owners.type().kind())
                .struct();
        return patch(object, reference, "finalizers");
    }

    private void release(O owner, D object) {
        Struct reference = Struct.of("$patch", "delete", "uid", owner.metadata().uid());
        patch(object, reference, "$deleteFromPrimitiveList/finalizers");
    }

    private Optional<D> patch(D object, Struct reference, String finalizerDirective) {
        Struct meta = Struct.of(
                "ownerReferences",
                List.<Object>of(reference),
                "uid",
                object.metadata().uid());
        if (!finalizers.isEmpty()) {
            meta = meta.with(finalizerDirective, List.<Object>copyOf(finalizers));
        }
        try {
            return Optional.of(dependents.patch(
                    object.namespace(), object.name(), PatchType.STRATEGIC, Struct.of("metadata", meta)));
        } catch (StatusError e) {
            if (e.code() == 404 || e.code() == 422) { // gone, or adopted by another meanwhile
                return Optional.empty();
            }
            throw e;
        }
    }
}
