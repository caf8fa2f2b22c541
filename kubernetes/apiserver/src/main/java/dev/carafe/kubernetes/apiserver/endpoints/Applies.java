package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.ApiRequest.Body;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.Result;
import dev.carafe.kubernetes.apiserver.generic.Update;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import java.util.Objects;

/**
 * Server-side apply: a patch that says what one manager wants of an object, and makes the object where there is none.
 * Thread-safe.
 */
final class Applies {
    private final BodyDecoder bodies;
    private final FieldManagers managers;

    Applies(BodyDecoder bodies, FieldManagers managers) {
        this.bodies = bodies;
        this.managers = managers;
    }

    static boolean isApply(ApiRequest request) {
        return MediaType.parse(request.contentType())
                .map(MediaType::name)
                .filter(MediaType.APPLY_PATCH::equals)
                .isPresent();
    }

    Reply apply(ApiRequest request, ServedResource resource) {
        WriteOptions options = WriteOptions.ofApply(request);
        BodyDecoder.FieldProblems problems = new BodyDecoder.FieldProblems(request);
        Struct applied = read(request, problems);
        Update update = current -> {
            Struct live = current.orElse(Struct.EMPTY);
            if (live.isEmpty()) {
                checkNew(request, resource, applied);
            }
            Struct result = managers.apply(resource, request.info().subresource(), live, applied, options);
            problems.report(text -> StatusError.badRequest(
                    "error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n  " + text));
            return toStored(request, resource, live, result);
        };
        WriteContext context = ResourceEndpoint.context(request, resource, request.isDryRun());
        return ResourceEndpoint.reply(resource, ResourceEndpoint.store(resource).apply(context, update), 201);
    }

    /** Applies a scale: its replicas become those of the object. */
    Result applyScale(ApiRequest request, ServedResource resource, GroupVersionKind scaleKind) {
        WriteOptions options = WriteOptions.ofApply(request);
        Struct scale = read(request, new BodyDecoder.FieldProblems(request));
        if (!GroupVersionKind.of(scale).equals(scaleKind)) {
            throw StatusError.badRequest("invalid object type: " + GroupVersionKind.of(scale));
        }
        Struct spec = Objects.requireNonNullElse(scale.struct("spec"), Struct.EMPTY);
        Struct whole = Struct.builder()
                .put("apiVersion", resource.apiVersion())
                .put("kind", resource.declaration().kind())
                .put("metadata", ObjectMetas.of(scale))
                .build();
        Object replicas = spec.get("replicas");
        Struct applied = replicas == null
                ? whole
                : Scales.with(whole, resource.form().scale().specReplicas(), replicas);
        WriteContext context = ResourceEndpoint.context(request, resource, request.isDryRun());
        return ResourceEndpoint.store(resource).update(context, Preconditions.NONE, current -> {
            Struct live = current.orElseThrow();
            return toStored(request, resource, live, managers.apply(resource, "scale", live, applied, options));
        });
    }

    private Struct toStored(ApiRequest request, ServedResource resource, Struct live, Struct result) {
        Struct decoded = bodies.decode(
                result, ResourceEndpoint.kind(resource), resource.form(), new BodyDecoder.FieldProblems(request));
        UrlName.check(decoded, request.info().name());
        Struct versioned = live.isEmpty() ? decoded : ResourceEndpoint.keepVersion(decoded, live);
        return ResourceEndpoint.toStored(resource, versioned);
    }

    private static void checkNew(ApiRequest request, ServedResource resource, Struct applied) {
        String uid = ObjectMetas.text(applied, "uid");
        if (!uid.isEmpty()) {
            throw StatusError.conflict(
                    resource.groupResource(),
                    request.info().name(),
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
    }

    private static Struct read(ApiRequest request, BodyDecoder.FieldProblems problems) {
        Object value = switch (request.body()) {
            case Body.Tree(Object tree) -> tree;
            case Body.Raw raw -> yaml(raw.bytes(), problems);
        };
        if (!(value instanceof Struct applied)) {
            throw StatusError.badRequest(
                    "error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot" + " unmarshal "
                            + Json.typeName(value) + " into Go value of type map[string]interface {}");
        }
        return applied;
    }

    private static Object yaml(byte[] bytes, BodyDecoder.FieldProblems problems) {
        try {
            return new String(bytes, UTF_8).isBlank() ? Struct.EMPTY : Yaml.decode(bytes, problems);
        } catch (MalformedYamlException e) {
            throw StatusError.badRequest("error encoding patch: " + e.getMessage());
        }
    }
}
