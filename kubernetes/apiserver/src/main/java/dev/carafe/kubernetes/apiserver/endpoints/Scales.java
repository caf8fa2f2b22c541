package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.Result;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The scale subresource: how many replicas an object wants and has, in the same form for all kinds that have any. */
final class Scales {
    private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");
    private static final String STRUCTURE = "api.autoscaling.v1.Scale";

    private final KindForm form;

    Scales(BuiltinForms forms) {
        this.form = forms.of(STRUCTURE);
    }

    Reply handle(ApiRequest request, ServedResource resource, ResourceEndpoint endpoint) {
        ObjectStore store = ResourceEndpoint.store(resource);
        String namespace = request.info().namespace();
        String name = request.info().name();
        return switch (request.info().verb()) {
            case "get" ->
                new Reply.Tree(
                        200,
                        resource,
                        shown(resource, store.get(namespace, name).tree()));
            case "update" -> {
                Struct wanted = endpoint.bodies().object(request, SCALE, form);
                UrlName.check(wanted, name);
                yield write(request, resource, endpoint, "UpdateOptions", _ -> wanted);
            }
            case "patch" -> {
                if (Applies.isApply(request)) {
                    yield new Reply.Tree(
                            200,
                            resource,
                            shown(
                                    resource,
                                    endpoint.applies()
                                            .applyScale(request, resource, SCALE)
                                            .tree()));
                }
                Patcher.Patch patch =
                        endpoint.patcher().read(request, resource.form().isCustom() ? resource.form() : form);
                yield write(
                        request,
                        resource,
                        endpoint,
                        "PatchOptions",
                        current -> endpoint.patcher().apply(request, patch, current, SCALE, form));
            }
            default -> throw ResourceEndpoint.notAllowed();
        };
    }

    private static Reply write(
            ApiRequest request,
            ServedResource resource,
            ResourceEndpoint endpoint,
            String optionsKind,
            java.util.function.UnaryOperator<Struct> change) {
        WriteOptions options = WriteOptions.read(request, optionsKind);
        Result result = ResourceEndpoint.store(resource)
                .update(
                        ResourceEndpoint.context(request, resource, request.isDryRun()),
                        Preconditions.NONE,
                        current -> {
                            Struct object = current.orElseThrow();
                            Struct scaled = scaled(resource, object, change.apply(scaleOf(resource, object)));
                            return resource.form().isCustom() // upstream tells of no owner of these replicas
                                    ? scaled
                                    : endpoint.managers()
                                            .update(resource, "scale", object, scaled, options.fieldManager());
                        });
        return new Reply.Tree(200, resource, shown(resource, result.tree()));
    }

    /** The object with the replicas that a scale wants. */
    private static Struct scaled(ServedResource resource, Struct object, Struct scale) {
        long replicas = number(scale, ScalePaths.BUILTIN.specReplicas());
        if (replicas < 0 && !resource.form().isCustom()) { // an object of a custom kind is held to that itself
            throw StatusError.invalid(
                    new GroupKind(SCALE.group(), SCALE.kind()),
                    ObjectMetas.text(object, "name"),
                    List.of(FieldError.invalid(
                            FieldPath.of("spec", "replicas"), replicas, "must be greater than or equal to 0")));
        }
        Struct changed = with(object, resource.form().scale().specReplicas(), replicas);
        String version = ObjectMetas.text(scale, "resourceVersion");
        return version.isEmpty() ? changed : ObjectMetas.with(changed, "resourceVersion", version);
    }

    /** An object with a value at the end of a way. */
    static Struct with(Struct object, List<String> way, Object value) {
        if (way.size() < 2) {
            return way.isEmpty() ? object : object.with(way.getFirst(), value);
        }
        Struct below = Objects.requireNonNullElse(object.struct(way.getFirst()), Struct.EMPTY);
        return object.with(way.getFirst(), with(below, way.subList(1, way.size()), value));
    }

    /** The scale of an object that says how many replicas it wants; one of a custom kind may not. */
    private static Struct shown(ServedResource resource, Struct object) {
        List<String> replicas = resource.form().scale().specReplicas();
        if (resource.form().isCustom() && !(object.find(replicas) instanceof Long)) {
            throw StatusError.internal(
                    "the spec replicas field \"." + String.join(".", replicas) + "\" does not exist");
        }
        return scaleOf(resource, object);
    }

    private static Struct scaleOf(ServedResource resource, Struct object) {
        ScalePaths paths = resource.form().scale();
        Struct.Builder metadata = Struct.builder();
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            Object value = ObjectMetas.of(object).get(field);
            if (value != null) {
                metadata.put(field, value);
            }
        }
        Struct.Builder status = Struct.builder().put("replicas", number(object, paths.statusReplicas()));
        String selector = resource.form().isCustom() ? text(object, paths.selector()) : selector(object);
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        long replicas = number(object, paths.specReplicas());
        return Struct.builder()
                .put("kind", SCALE.kind())
                .put("apiVersion", SCALE.apiVersion())
                .put("metadata", metadata.build())
                .put("spec", replicas == 0 ? Struct.EMPTY : Struct.of("replicas", replicas))
                .put("status", status.build())
                .build();
    }

    private static String selector(Struct object) {
        Struct spec = object.struct("spec");
        Struct selector = spec == null ? null : spec.struct("selector");
        if (selector == null) {
            return "";
        }
        try {
            return selector.has("matchLabels") || selector.has("matchExpressions")
                    ? LabelSelector.ofTree(selector).toString()
                    : LabelSelector.ofSet(strings(selector)).toString();
        } catch (SelectorException _) {
            return ""; // validation takes no such selector
        }
    }

    private static Map<String, String> strings(Struct map) {
        java.util.LinkedHashMap<String, String> strings = new java.util.LinkedHashMap<>();
        map.forEach((key, value) -> strings.put(key, String.valueOf(value)));
        return strings;
    }

    private static String text(Struct object, List<String> way) {
        return !way.isEmpty() && object.find(way) instanceof String text ? text : "";
    }

    private static long number(Struct object, List<String> way) {
        return object.find(way) instanceof Long number ? number : 0;
    }
}
