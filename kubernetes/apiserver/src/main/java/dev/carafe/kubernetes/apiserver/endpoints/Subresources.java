package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import java.util.Map;
import java.util.Optional;

/** Requests for a part of an object: its status, scale, binding, log … Thread-safe. */
final class Subresources {
    private final BuiltinResources builtin;
    private final Map<String, Connecter> connecters;
    private final Map<String, Creater> creaters;
    private final Scales scales;
    private final PodBindings bindings;

    /**
     * The subresources of all resources.
     *
     * @param connecters what takes over connections, by {@code resource/subresource}
     * @param creaters what answers creates that are not stored, by {@code group/resource[/subresource]}
     */
    Subresources(
            BuiltinResources builtin,
            BuiltinForms forms,
            Map<String, Connecter> connecters,
            Map<String, Creater> creaters,
            PodBindings bindings) {
        this.builtin = builtin;
        this.connecters = Map.copyOf(connecters);
        this.creaters = Map.copyOf(creaters);
        this.scales = new Scales(forms);
        this.bindings = bindings;
    }

    Reply handle(ApiRequest request, ServedResource resource, ResourceEndpoint endpoint) {
        ResourceDeclaration declaration =
                resource.subresources().get(request.info().subresource());
        if (declaration == null) {
            throw resource.form().isCustom()
                    ? StatusError.notFound(
                            groupResource(resource), request.info().name())
                    : StatusError.pathNotFound();
        }
        Connecter connecter = connecters.get(declaration.name());
        if (connecter != null) {
            return new Reply.Connected(connecter, connection(request, declaration));
        }
        return switch (request.info().subresource()) {
            case "status", "ephemeralcontainers", "resize", "finalize", "approval" ->
                whole(request, resource, endpoint);
            case "scale" -> scales.handle(request, resource, endpoint);
            case "binding" -> bindings.bind(request, resource, body(request, declaration, endpoint));
            case "eviction" ->
                new PodEvictions(endpoint.resources(), endpoint.managers())
                        .evict(request, resource, body(request, declaration, endpoint));
            default -> create(request, resource, declaration, endpoint);
        };
    }

    /** A binding that was sent to a collection of its own rather than to its pod. */
    Reply bind(ApiRequest request, ServedResource pods, Struct binding) {
        return bindings.bindNamed(request, pods, ofNamespace(request, binding));
    }

    private static ConnectRequest connection(ApiRequest request, ResourceDeclaration declaration) {
        String rest = String.join("/", request.info().rest());
        return new ConnectRequest(
                request.user(),
                declaration.name(),
                request.info().namespace(),
                request.info().name(),
                rest.isEmpty() ? "" : "/" + rest,
                request.query());
    }

    /** A subresource that takes and shows the whole object; what of it counts is the strategy's. */
    private static Reply whole(ApiRequest request, ServedResource resource, ResourceEndpoint endpoint) {
        return switch (request.info().verb()) {
            case "get" -> endpoint.reads().get(request, resource);
            case "update" -> endpoint.update(request, resource);
            case "patch" -> endpoint.patch(request, resource);
            default ->
                throw resource.form().isCustom()
                        ? StatusError.methodNotSupported(
                                groupResource(resource), request.info().verb())
                        : ResourceEndpoint.notAllowed();
        };
    }

    private static GroupResource groupResource(ServedResource resource) {
        return new GroupResource(
                resource.declaration().group(), resource.declaration().name());
    }

    private Struct body(ApiRequest request, ResourceDeclaration declaration, ResourceEndpoint endpoint) {
        if (!request.info().verb().equals("create")) {
            throw ResourceEndpoint.notAllowed();
        }
        GroupVersionKind kind =
                new GroupVersionKind(declaration.kindGroup(), declaration.kindVersion(), declaration.kind());
        String schema = builtin.schemaOf(kind.group(), kind.version(), kind.kind());
        if (schema == null) {
            throw StatusError.internal("no schema of " + kind);
        }
        return ofNamespace(request, endpoint.bodies().object(request, kind, schema));
    }

    /** Checks that an object is of the request's namespace, which it need not say. */
    private static Struct ofNamespace(ApiRequest request, Struct object) {
        String namespace = ObjectMetas.text(object, "namespace");
        if (!namespace.isEmpty() && !namespace.equals(request.info().namespace())) {
            throw StatusError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return object;
    }

    /** What answers creates of a resource or subresource that is not stored. */
    Optional<Creater> creater(ResourceDeclaration declaration) {
        return Optional.ofNullable(creaters.get(declaration.group() + "/" + declaration.name()));
    }

    private Reply create(
            ApiRequest request, ServedResource resource, ResourceDeclaration declaration, ResourceEndpoint endpoint) {
        Creater creater = creater(declaration).orElseThrow(StatusError::pathNotFound);
        Struct answer = creater.create(new CreateRequest(
                request.user(),
                declaration,
                request.info().namespace(),
                request.info().name(),
                body(request, declaration, endpoint),
                request.isDryRun()));
        return new Reply.Tree(201, resource, answer);
    }
}
