package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions;
import dev.carafe.kubernetes.apiserver.generic.ObjectDeletion;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** Binding a pod to a node, and evicting it from there (pkg/registry/core/pod/storage). */
final class PodWrites {
    /** What upstream calls the resource of a binding that cannot be. */
    private static final GroupResource BINDINGS = new GroupResource("", "pods/binding");

    private static final Struct SUCCESS = Struct.builder()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("metadata", Struct.EMPTY)
            .put("status", "Success")
            .put("code", 201L)
            .build();

    Reply bind(ApiRequest request, ServedResource resource, ResourceEndpoint endpoint, Struct binding) {
        if (!ObjectMetas.text(binding, "name").equals(request.info().name())) {
            throw StatusError.badRequest("name in URL does not match name in Binding object");
        }
        return bindNamed(request, resource, binding);
    }

    /** Binds the pod that the binding itself names. */
    Reply bindNamed(ApiRequest request, ServedResource resource, Struct binding) {
        Struct target = Objects.requireNonNullElse(binding.struct("target"), Struct.EMPTY);
        String node = Objects.requireNonNullElse(target.string("name"), "");
        checkTarget(Objects.requireNonNullElse(target.string("kind"), ""), node);
        Struct annotations = Objects.requireNonNullElse(ObjectMetas.of(binding).struct("annotations"), Struct.EMPTY);
        String uid = ObjectMetas.text(binding, "uid");
        WriteContext context = ResourceEndpoint.context(request, resource, request.isDryRun())
                .asBinding(ObjectMetas.text(binding, "name"));
        ResourceEndpoint.store(resource)
                .update(
                        context,
                        new Preconditions(uid, ObjectMetas.text(binding, "resourceVersion")),
                        current -> assign(current.orElseThrow(), node, annotations));
        return new Reply.Tree(201, resource, SUCCESS);
    }

    /** As upstream these mistakes are told as they are, without a reason. */
    private static void checkTarget(String kind, String node) {
        List<FieldError> errors = new ArrayList<>();
        FieldPath path = FieldPath.of("target");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.add(FieldError.notSupported(path.child("kind"), kind, List.of("Node", "<empty>")));
        }
        if (node.isEmpty()) {
            errors.add(FieldError.required(path.child("name"), ""));
        }
        if (!errors.isEmpty()) {
            throw StatusError.unknown(FieldError.aggregate(errors));
        }
    }

    private static Struct assign(Struct pod, String node, Struct annotations) {
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
        Struct assigned = pod.with("spec", spec.with("nodeName", node));
        if (!annotations.isEmpty()) {
            Struct.Builder merged =
                    Objects.requireNonNullElse(ObjectMetas.of(pod).struct("annotations"), Struct.EMPTY).toBuilder();
            annotations.forEach(merged::put);
            assigned = ObjectMetas.with(assigned, "annotations", merged.build());
        }
        return withCondition(assigned, "PodScheduled");
    }

    /** The pod with a condition that is true from now on. */
    private static Struct withCondition(Struct pod, String type) {
        Struct status = Objects.requireNonNullElse(pod.struct("status"), Struct.EMPTY);
        List<Object> conditions = new ArrayList<>();
        if (status.get("conditions") instanceof List<?> list) {
            list.stream()
                    .filter(item -> !(item instanceof Struct condition && type.equals(condition.string("type"))))
                    .forEach(conditions::add);
        }
        conditions.add(Struct.builder()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", Times.format(Instant.now()))
                .build());
        return pod.with("status", status.with("conditions", List.copyOf(conditions)));
    }

    Reply evict(ApiRequest request, ServedResource resource, ResourceEndpoint endpoint, Struct eviction) {
        String name = request.info().name();
        if (!name.equals(ObjectMetas.text(eviction, "name"))) {
            throw StatusError.badRequest("name in URL does not match name in Eviction object");
        }
        ObjectStore pods = ResourceEndpoint.store(resource);
        String namespace = request.info().namespace();
        Struct pod = pods.get(namespace, name).tree();
        Struct sent = Objects.requireNonNullElse(eviction.struct("deleteOptions"), Struct.EMPTY);
        boolean dryRun =
                request.isDryRun() || (sent.get("dryRun") instanceof List<?> directives && !directives.isEmpty());
        if (!ObjectMetas.isDeleting(pod) && isRunning(pod)) {
            new DisruptionBudgets(endpoint.resources()).take(request, pod, dryRun);
        }
        OptionalLong grace = sent.get("gracePeriodSeconds") instanceof Long seconds
                ? OptionalLong.of(seconds)
                : OptionalLong.empty();
        Struct preconditions = Objects.requireNonNullElse(sent.struct("preconditions"), Struct.EMPTY);
        DeleteOptions options = new DeleteOptions(
                grace,
                new Preconditions(
                        Objects.requireNonNullElse(preconditions.string("uid"), ""),
                        Objects.requireNonNullElse(preconditions.string("resourceVersion"), "")),
                DeleteOptions.Propagation.DEFAULT,
                false);
        new ObjectDeletion(pods).delete(ResourceEndpoint.context(request, resource, dryRun), options);
        return new Reply.Tree(201, resource, SUCCESS);
    }

    /** A pod that is pending or over disrupts nobody by going. */
    private static boolean isRunning(Struct pod) {
        Struct status = Objects.requireNonNullElse(pod.struct("status"), Struct.EMPTY);
        return switch (Objects.requireNonNullElse(status.string("phase"), "")) {
            case "Succeeded", "Failed", "Pending", "" -> false;
            default -> true;
        };
    }
}
