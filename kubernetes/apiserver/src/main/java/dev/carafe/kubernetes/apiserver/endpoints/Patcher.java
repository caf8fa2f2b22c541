package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.patch.GoPrint;
import dev.carafe.kubernetes.apimachinery.patch.JsonPatch;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.patch.PatchException;
import dev.carafe.kubernetes.apimachinery.patch.StrategicMergePatch;
import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.ApiRequest.Body;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import java.util.List;

/** Applies the patch of a request to an object. Thread-safe. */
final class Patcher {
    /** The patches that are taken; {@link Applies} takes the last. */
    private static final List<String> ACCEPTED = List.of(
            MediaType.JSON_PATCH, MediaType.MERGE_PATCH, MediaType.STRATEGIC_MERGE_PATCH, MediaType.APPLY_PATCH);

    private static final List<String> ACCEPTED_OF_CUSTOM =
            List.of(MediaType.JSON_PATCH, MediaType.MERGE_PATCH, MediaType.APPLY_PATCH);

    private final StrategicMergePatch strategic;

    Patcher(Declarations declarations) {
        this.strategic = new StrategicMergePatch(declarations);
    }

    /** A patch, read once and applied as often as other writers come between. */
    interface Patch {
        Object apply(Struct object) throws PatchException;

        /** How upstream shows what a patch makes of an object where that cannot be read. */
        String shown(Struct object, Struct patched);

        /** What is wrong with what it made, in upstream's words. */
        default String problem(DecodingException e) {
            return e.getMessage();
        }
    }

    private record Operations(JsonPatch patch, KindForm form) implements Patch {
        @Override
        public Object apply(Struct object) throws PatchException {
            return patch.apply(object);
        }

        @Override
        public String shown(Struct object, Struct patched) {
            return text(object, patched, form);
        }
    }

    private record Merge(Struct patch, KindForm form) implements Patch {
        @Override
        public Object apply(Struct object) {
            return MergePatch.apply(object, patch);
        }

        @Override
        public String shown(Struct object, Struct patched) {
            return text(object, patched, form);
        }
    }

    private record Strategic(StrategicMergePatch merging, Struct patch, KindForm form) implements Patch {
        @Override
        public Object apply(Struct object) throws PatchException {
            return merging.apply(object, patch, form.structure());
        }

        @Override
        public String shown(Struct object, Struct patched) {
            return GoPrint.show(patch);
        }

        @Override
        public String problem(DecodingException e) {
            return e.converted();
        }
    }

    private static String text(Struct object, Struct patched, KindForm form) {
        return form.isCustom()
                ? Json.toString(SortedFields.of(patched))
                : PatchedText.of(object, patched, form.structure());
    }

    /** Reads a request's patch for objects of a kind. */
    Patch read(ApiRequest request, KindForm form) {
        String type =
                MediaType.parse(request.contentType()).map(MediaType::name).orElse("");
        if (form.isCustom() && !ACCEPTED_OF_CUSTOM.contains(type)) {
            throw StatusError.unsupportedMediaType(ACCEPTED_OF_CUSTOM);
        }
        if (!ACCEPTED.contains(type)) {
            throw StatusError.noRouteForMediaType();
        }
        Object sent = value(request.body());
        try {
            if (type.equals(MediaType.JSON_PATCH)) {
                return new Operations(JsonPatch.of(sent), form);
            }
        } catch (PatchException e) {
            throw e.toStatusError();
        }
        if (!(sent instanceof Struct patch)) {
            String prefix = type.equals(MediaType.MERGE_PATCH) ? "error decoding patch: " : "";
            throw StatusError.badRequest(prefix + "json: cannot unmarshal " + Json.typeName(sent)
                    + " into Go value of type map[string]interface {}");
        }
        return type.equals(MediaType.MERGE_PATCH) ? new Merge(patch, form) : new Strategic(strategic, patch, form);
    }

    private static Object value(Body body) {
        try {
            return switch (body) {
                case Body.Tree(Object tree) -> tree;
                case Body.Raw raw -> Json.decode(raw.bytes());
            };
        } catch (MalformedJsonException _) {
            throw StatusError.badRequest("invalid JSON patch");
        }
    }

    /** The object as the patch makes it, in its kind's form. */
    Struct apply(ApiRequest request, Patch patch, Struct object, GroupVersionKind kind, KindForm form) {
        Object patched;
        try {
            patched = patch.apply(object);
        } catch (PatchException e) {
            throw e.toStatusError();
        }
        if (!(patched instanceof Struct result)) {
            throw StatusError.badRequest("the patched object is not an object");
        }
        checkKind(result, kind, form);
        BodyDecoder.FieldProblems problems = new BodyDecoder.FieldProblems(request);
        Struct decoded;
        try {
            decoded = form.decode(result, path -> problems.accept("unknown field " + Quoted.of(path)));
        } catch (DecodingException e) {
            throw unreadable(patch.shown(object, result), patch.problem(e));
        }
        problems.report(text -> unreadable(patch.shown(object, result), "strict decoding error: " + text));
        return decoded;
    }

    private static StatusError unreadable(String shown, String why) {
        return StatusError.invalid(
                new GroupKind("", ""), "", List.of(FieldError.invalid(FieldPath.of("patch"), shown, why)));
    }

    private static void checkKind(Struct patched, GroupVersionKind kind, KindForm form) {
        String named = patched.string("kind");
        if (form.isCustom() && named != null && !kind.kind().equals(named)) {
            throw StatusError.invalid(
                    new GroupKind(kind.group(), named),
                    ObjectMetas.text(patched, "name"),
                    List.of(FieldError.invalid(FieldPath.of("kind"), named, "must be " + kind.kind())));
        }
        boolean same =
                kind.kind().equals(patched.string("kind")) && kind.apiVersion().equals(patched.string("apiVersion"));
        if (!same) {
            throw StatusError.badRequest("the API version in the data (" + patched.string("apiVersion")
                    + ") does not match the expected API version (" + kind.apiVersion() + ")");
        }
    }
}
