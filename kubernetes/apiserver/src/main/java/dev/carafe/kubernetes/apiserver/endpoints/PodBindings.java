package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import dev.carafe.kubernetes.apiserver.registry.InitContainerAnnotations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Binding a pod to a node ({@code BindingREST} of pkg/registry/core/pod/storage). */
public final class PodBindings {
    /** What upstream calls the resource of a binding that cannot be. */
    private static final GroupResource BINDINGS = new GroupResource("", "pods/binding");

    private static final Struct SCHEDULED =
            Struct.builder().put("type", "PodScheduled").put("status", "True").build();

    private final boolean clearsNomination;
    private final boolean takesLabels;

    /**
     * Bindings.
     *
     * @param clearsNomination whether a pod that is bound forgets the node that it was promised
     * @param takesLabels whether it takes the labels of its binding
     */
    public PodBindings(boolean clearsNomination, boolean takesLabels) {
        this.clearsNomination = clearsNomination;
        this.takesLabels = takesLabels;
    }

    Reply bind(ApiRequest request, ServedResource pods, Struct sent) {
        WriteContext context = ResourceEndpoint.context(request, pods, request.isDryRun());
        Struct binding = ResourceEndpoint.store(pods).admit(context, sent);
        if (!ObjectMetas.text(binding, "name").equals(request.info().name())) {
            throw StatusError.badRequest("name in URL does not match name in Binding object");
        }
        return bind(context, pods, binding);
    }

    /** Binds the pod that the binding itself names. */
    Reply bindNamed(ApiRequest request, ServedResource pods, Struct binding) {
        WriteContext context = ResourceEndpoint.context(request, pods, request.isDryRun())
                .asBinding(ObjectMetas.text(binding, "name"));
        return bind(context, pods, binding);
    }

    private Reply bind(WriteContext context, ServedResource pods, Struct binding) {
        Struct target = Objects.requireNonNullElse(binding.struct("target"), Struct.EMPTY);
        String node = Objects.requireNonNullElse(target.string("name"), "");
        checkTarget(Objects.requireNonNullElse(target.string("kind"), ""), node);
        ObjectStore store = ResourceEndpoint.store(pods);
        store.validate(context, binding);
        store.change(
                context,
                new Preconditions(ObjectMetas.text(binding, "uid"), ObjectMetas.text(binding, "resourceVersion")),
                pod -> assigned(
                        pod, node, ObjectMetas.of(binding), store.clock().instant()));
        return Reply.success(pods);
    }

    /** As upstream these mistakes are told as they are, without a reason. */
    private static void checkTarget(String kind, String node) {
        List<FieldError> errors = new ArrayList<>();
        FieldPath path = FieldPath.of("target");
        boolean isNode = kind.isEmpty() || kind.equals("Node");
        if (!isNode) {
            errors.add(FieldError.notSupported(path.child("kind"), kind, List.of("Node", "<empty>")));
        }
        if (node.isEmpty()) {
            errors.add(FieldError.required(path.child("name"), ""));
        } else if (isNode) {
            Names.dns1123Subdomain(node).forEach(why -> errors.add(FieldError.invalid(path.child("name"), node, why)));
        }
        if (!errors.isEmpty()) {
            throw StatusError.unknown(FieldError.aggregate(errors));
        }
    }

    /** The pod on its node, with what the binding says of it. */
    private Struct assigned(Struct pod, String node, Struct binding, Instant now) {
        checkFree(pod);
        Struct spec = Objects.requireNonNullElse(pod.struct("spec"), Struct.EMPTY);
        Struct status = Objects.requireNonNullElse(pod.struct("status"), Struct.EMPTY);
        Struct bound = pod.with("spec", spec.with("nodeName", node))
                .with("status", clearsNomination ? status.without("nominatedNodeName") : status);
        bound = InitContainerAnnotations.dropped(merged(bound, "annotations", binding));
        return PodConditions.with(takesLabels ? merged(bound, "labels", binding) : bound, SCHEDULED, now);
    }

    private static void checkFree(Struct pod) {
        String name = ObjectMetas.text(pod, "name");
        if (ObjectMetas.isDeleting(pod)) {
            throw StatusError.conflict(
                    BINDINGS, name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        Struct spec = Objects.requireNonNullElse(pod.struct("spec"), Struct.EMPTY);
        String before = Objects.requireNonNullElse(spec.string("nodeName"), "");
        if (!before.isEmpty()) {
            throw StatusError.conflict(
                    BINDINGS, name, "pod " + name + " is already assigned to node \"" + before + "\"");
        }
        if (spec.get("schedulingGates") instanceof List<?> gates && !gates.isEmpty()) {
            throw StatusError.conflict(BINDINGS, name, "pod " + name + " has non-empty .spec.schedulingGates");
        }
    }

    /** The pod with the binding's annotations or labels among its own, which they replace. */
    private static Struct merged(Struct pod, String field, Struct binding) {
        Struct more = Objects.requireNonNullElse(binding.struct(field), Struct.EMPTY);
        if (more.isEmpty()) {
            return pod;
        }
        Struct.Builder all = Objects.requireNonNullElse(ObjectMetas.of(pod).struct(field), Struct.EMPTY).toBuilder();
        more.forEach(all::put);
        return ObjectMetas.with(pod, field, all.build());
    }
}
