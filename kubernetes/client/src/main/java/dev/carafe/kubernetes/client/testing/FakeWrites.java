package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.names.GeneratedNames;
import dev.carafe.kubernetes.apimachinery.patch.JsonPatch;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.patch.PatchException;
import dev.carafe.kubernetes.apimachinery.patch.StrategicMergePatch;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.PatchType;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the fake API does to objects; called under the store's monitor. */
final class FakeWrites {
    private static final BuiltinResources RESOURCES = BuiltinResources.load();
    private static final StrategicMergePatch STRATEGIC = new StrategicMergePatch(BuiltinDeclarations.instance());

    /** The kinds whose metadata may be written with their status, as by a server. */
    private static final Set<String> METADATA_WITH_STATUS = Set.of("/nodes", "/services");

    private final FakeStore store;
    private final InstantSource clock;
    private final RandomGenerator random = new SplittableRandom(1);
    private final FakeDeletes deletes;
    private long created;

    FakeWrites(FakeStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.deletes = new FakeDeletes(store, clock);
    }

    Struct read(Target target) {
        Struct object = require(target);
        return target.subresource().equals("scale") ? scale(object) : object;
    }

    Struct create(Target target, ApiRequest request) {
        Struct body = body(request);
        if (!target.subresource().isEmpty()) {
            return createSubresource(target, body);
        }
        Struct meta = Trees.meta(body);
        String name = Trees.text(meta, "name");
        if (name.isEmpty()) {
            name = GeneratedNames.generate(Trees.text(meta, "generateName"), random);
        }
        String namespace = target.resource().namespaced() ? target.namespace() : "";
        refuseInTerminating(target, namespace, name);
        if (store.get(target.storage(), namespace, name) != null) {
            throw StatusError.alreadyExists(target.groupResource(), name);
        }
        created++;
        Struct object = Trees.withMeta(body, "name", name);
        if (!namespace.isEmpty()) {
            object = Trees.withMeta(object, "namespace", namespace);
        }
        object = Trees.withMeta(object, "uid", "00000000-0000-0000-0000-%012d".formatted(created));
        object = Trees.withMeta(object, "creationTimestamp", Times.format(clock.instant()));
        object = Trees.withMeta(object, "generation", 1L);
        return store.put(target.storage(), prepared(target, object));
    }

    private static Struct prepared(Target target, Struct object) {
        Struct status = Trees.child(object, "status");
        return switch (target.storage()) {
            case "/pods" -> status.has("phase") ? object : object.with("status", status.with("phase", "Pending"));
            case "/namespaces" ->
                object.with("spec", Struct.of("finalizers", List.<Object>of("kubernetes")))
                        .with("status", Struct.of("phase", "Active"));
            default -> object;
        };
    }

    private void refuseInTerminating(Target target, String namespace, String name) {
        Struct found = namespace.isEmpty() ? null : store.get("/namespaces", "", namespace);
        if (found != null && Trees.meta(found).has("deletionTimestamp")) {
            String why = "unable to create new content in namespace " + namespace + " because it is being terminated";
            Struct status =
                    StatusError.forbidden(target.groupResource(), name, why).toStatus();
            Struct cause = Struct.of("reason", "NamespaceTerminating", "message", "namespace " + namespace);
            throw StatusError.ofStatus(
                    status.with("details", Trees.child(status, "details").with("causes", List.<Object>of(cause))));
        }
    }

    private Struct createSubresource(Target target, Struct body) {
        Struct object = require(target);
        return switch (target.subresource()) {
            case "binding" -> {
                Struct spec = Trees.child(object, "spec");
                if (!Trees.text(spec, "nodeName").isEmpty()) {
                    throw StatusError.conflict(
                            target.groupResource(),
                            target.name(),
                            "pod " + target.name() + " is already assigned to node \"" + Trees.text(spec, "nodeName")
                                    + "\"");
                }
                String node = Trees.text(Trees.child(body, "target"), "name");
                store.put(target.storage(), object.with("spec", spec.with("nodeName", node)));
                yield success();
            }
            case "eviction" -> {
                deletes.delete(target, object, Trees.child(body, "deleteOptions"));
                yield success();
            }
            default -> throw StatusError.pathNotFound();
        };
    }

    Struct update(Target target, ApiRequest request) {
        Struct stored = require(target);
        Struct body = body(request);
        if (target.subresource().equals("scale")) {
            Object replicas = Trees.number(Trees.child(body, "spec"), "replicas");
            Struct spec = Trees.child(stored, "spec").with("replicas", replicas);
            return scale(write(target, stored, stored.with("spec", spec)));
        }
        checkVersion(target, stored, body);
        return write(target, stored, merged(target, stored, body));
    }

    Struct patch(Target target, ApiRequest request) {
        Struct stored = require(target);
        Object patch = request.body();
        if (patch == null) {
            throw StatusError.badRequest("a patch has no body");
        }
        Struct view = target.subresource().equals("scale") ? scale(stored) : stored;
        Struct wanted = patched(target, view, patch, request.contentType());
        if (target.subresource().equals("scale")) {
            Object replicas = Trees.number(Trees.child(wanted, "spec"), "replicas");
            return scale(write(
                    target,
                    stored,
                    stored.with("spec", Trees.child(stored, "spec").with("replicas", replicas))));
        }
        checkVersion(target, stored, wanted);
        return write(target, stored, merged(target, stored, wanted));
    }

    private static Struct patched(Target target, Struct object, Object patch, String contentType) {
        try {
            if (contentType.equals(PatchType.JSON.contentType())) {
                return JsonPatch.of(patch).apply(object) instanceof Struct result ? result : object;
            }
            Struct tree = (Struct) patch;
            if (contentType.equals(PatchType.STRATEGIC.contentType())) {
                var row = target.resource();
                String schema = RESOURCES.schemaOf(row.group(), row.version(), row.kind());
                return schema == null ? MergePatch.apply(object, tree) : STRATEGIC.apply(object, tree, schema);
            }
            return MergePatch.apply(object, tree);
        } catch (PatchException e) {
            throw e.toStatusError();
        }
    }

    private static void checkVersion(Target target, Struct stored, Struct wanted) {
        Struct meta = Trees.meta(wanted);
        String version = Trees.text(meta, "resourceVersion");
        if (!version.isEmpty() && !version.equals(Trees.text(Trees.meta(stored), "resourceVersion"))) {
            throw StatusError.conflict(target.groupResource(), target.name(), StatusError.OPTIMISTIC_LOCK);
        }
        String uid = Trees.text(meta, "uid");
        if (!uid.isEmpty() && !uid.equals(Trees.text(Trees.meta(stored), "uid"))) {
            throw StatusError.conflict(
                    target.groupResource(),
                    target.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Trees.text(Trees.meta(stored), "uid"));
        }
    }

    /** What a write to the object or one of its subresources may change. */
    private static Struct merged(Target target, Struct stored, Struct wanted) {
        return switch (target.subresource()) {
            case "status" -> {
                Struct object = Trees.copied(stored, wanted, "status");
                yield METADATA_WITH_STATUS.contains(target.storage())
                        ? object.with("metadata", metadata(stored, wanted))
                        : object;
            }
            case "finalize" -> Trees.copied(stored, wanted, "spec");
            default -> {
                Struct object = wanted.with("metadata", metadata(stored, wanted));
                yield target.hasStatus() ? Trees.copied(object, stored, "status") : object;
            }
        };
    }

    private static Struct metadata(Struct stored, Struct wanted) {
        Struct meta = Trees.meta(wanted);
        for (String kept : List.of(
                "uid",
                "creationTimestamp",
                "deletionTimestamp",
                "generation",
                "name",
                "namespace",
                "deletionGracePeriodSeconds")) {
            meta = Trees.copied(meta, Trees.meta(stored), kept);
        }
        return meta;
    }

    private Struct write(Target target, Struct stored, Struct wanted) {
        Struct object = Trees.copied(wanted, stored, "kind");
        Object version = Trees.text(Trees.meta(stored), "resourceVersion");
        object = Trees.withMeta(object, "resourceVersion", version);
        if (object.equals(stored)) {
            return stored;
        }
        if (!Trees.child(object, "spec").equals(Trees.child(stored, "spec"))) {
            Object generation = Trees.number(Trees.meta(stored), "generation") + 1;
            object = Trees.withMeta(object, "generation", generation);
        }
        Struct written = store.put(target.storage(), object);
        return deletes.removedIfFinal(target, written);
    }

    Struct delete(Target target, ApiRequest request) {
        Struct options = request.body() instanceof Struct tree ? tree : Struct.EMPTY;
        if (target.name().isEmpty()) {
            store.list(Selection.of(target, request))
                    .forEach(object -> deletes.delete(named(target, object), object, options));
            return success();
        }
        return deletes.delete(target, require(target), options);
    }

    private static Target named(Target target, Struct object) {
        Struct meta = Trees.meta(object);
        return new Target(target.resource(), Trees.text(meta, "namespace"), Trees.text(meta, "name"), "");
    }

    private Struct require(Target target) {
        Struct object = store.get(target.storage(), target.namespace(), target.name());
        if (object == null) {
            throw StatusError.notFound(target.groupResource(), target.name());
        }
        return object;
    }

    private static Struct scale(Struct object) {
        return Struct.builder()
                .put("kind", "Scale")
                .put("apiVersion", "autoscaling/v1")
                .put("metadata", Trees.meta(object))
                .put("spec", Struct.of("replicas", Trees.number(Trees.child(object, "spec"), "replicas")))
                .put("status", Struct.of("replicas", Trees.number(Trees.child(object, "status"), "replicas")))
                .build();
    }

    private static Struct body(ApiRequest request) {
        if (request.body() instanceof Struct tree) {
            return tree;
        }
        throw StatusError.badRequest("the body is no object");
    }

    private static Struct success() {
        return Struct.of("kind", "Status", "apiVersion", "v1").with("status", "Success");
    }
}
