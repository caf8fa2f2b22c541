package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.protobuf.MalformedProtobufException;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.ApiRequest.Body;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What clients send, as the kind it must be: parsed, checked, pruned. Thread-safe. */
final class BodyDecoder {
    /** A version of evictions that is not served any more, but still read. */
    private static final GroupVersionKind OLD_EVICTION = new GroupVersionKind("policy", "v1beta1", "Eviction");

    /** Media types that a body may have. */
    static final List<String> ACCEPTED = List.of(MediaType.JSON, MediaType.YAML, MediaType.PROTOBUF);

    private static final int SHOWN_BYTES = 30;

    private final BuiltinForms builtin;
    private final Predicate<GroupVersionKind> isKind;

    /**
     * A decoder.
     *
     * @param builtin the forms of what requests carry beside objects, such as options
     * @param isKind whether there is such a kind at all
     */
    BodyDecoder(BuiltinForms builtin, Predicate<GroupVersionKind> isKind) {
        this.isKind = isKind;
        this.builtin = builtin;
    }

    /**
     * Reads any value; empty when nothing was sent.
     *
     * @param expected the kind that it should be of
     */
    Optional<Object> parse(ApiRequest request, GroupVersionKind expected, Consumer<String> duplicates) {
        return switch (request.body()) {
            case Body.Tree(Object value) -> Optional.of(value);
            case Body.Raw raw when raw.bytes().length == 0 -> Optional.empty();
            case Body.Raw raw -> Optional.of(parse(request.contentType(), raw.bytes(), expected, duplicates));
        };
    }

    private Object parse(String contentType, byte[] bytes, GroupVersionKind expected, Consumer<String> duplicates) {
        String type = contentType.isEmpty()
                ? MediaType.JSON
                : MediaType.parse(contentType).map(MediaType::name).orElse("");
        try {
            return switch (type) {
                case MediaType.JSON ->
                    Json.decode(bytes, path -> duplicates.accept("duplicate field " + Quoted.of(path)));
                case MediaType.YAML -> Yaml.decode(bytes, duplicates);
                case MediaType.PROTOBUF -> ProtobufForm.builtin().decode(bytes, expected);
                default -> throw StatusError.unsupportedMediaType(ACCEPTED);
            };
        } catch (MalformedJsonException e) {
            throw unreadable(expected.kind(), "couldn't get version/kind; json parse error: " + e.getMessage(), bytes);
        } catch (MalformedProtobufException e) {
            throw unreadable(expected.kind(), String.valueOf(e.getMessage()), bytes);
        } catch (MalformedYamlException e) {
            throw unreadable(expected.kind(), "couldn't get version/kind; " + e.getMessage(), bytes);
        }
    }

    private static StatusError unreadable(String expectedKind, String why, byte[] bytes) {
        return StatusError.undecodable("", "", expectedKind, why + " (" + summary(bytes) + ")");
    }

    private static String summary(byte[] bytes) {
        if (bytes.length == 0) {
            return "<empty>";
        }
        int shown = Math.min(SHOWN_BYTES, bytes.length);
        String text = bytes.length > 0 && bytes[0] == '{'
                ? new String(bytes, 0, shown, UTF_8)
                : HexFormat.of().formatHex(bytes, 0, shown);
        return shown < bytes.length ? text + " ..." : text;
    }

    /** Reads an object of a built-in kind by the name of its declaration. */
    Struct object(ApiRequest request, GroupVersionKind kind, String structure) {
        return object(request, kind, builtin.of(structure));
    }

    /** Reads an object of a kind, pruned and with the declared defaults. */
    Struct object(ApiRequest request, GroupVersionKind kind, KindForm form) {
        FieldProblems problems = new FieldProblems(request);
        Object value = parse(request, kind, problems)
                .orElseThrow(() -> unreadable(
                        kind.kind(),
                        "couldn't get version/kind; json parse error: unexpected end of JSON input",
                        new byte[0]));
        if (value == Null.NULL) {
            value = Struct.EMPTY; // as Go reads it
        }
        if (!(value instanceof Struct sent)) {
            throw StatusError.undecodable(
                    "",
                    "",
                    kind.kind(),
                    "couldn't get version/kind; json parse error: json: cannot unmarshal " + Json.typeName(value)
                            + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                            + " Kind string \"json:\\\"kind,omitempty\\\"\" }" + shown(request));
        }
        Struct named = form.isCustom() ? typed(sent, kind, request) : named(sent, kind);
        Struct decoded = decode(named, kind, form, problems);
        problems.report(text ->
                StatusError.undecodable(kind.kind(), kind.version(), kind.kind(), "strict decoding error: " + text));
        return decoded;
    }

    private static String shown(ApiRequest request) {
        return request.body() instanceof Body.Raw raw ? " (" + summary(raw.bytes()) + ")" : "";
    }

    /** What upstream's internal version of a group is called. */
    private static String internalGroup(GroupVersionKind kind) {
        return kind.group().isEmpty() ? "core" : kind.group().split("\\.", 2)[0];
    }

    /** The kind that an object says it is of. */
    private static GroupVersionKind kindOf(Struct sent) {
        try {
            return GroupVersionKind.of(sent);
        } catch (IllegalArgumentException e) {
            throw StatusError.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** An object of a custom kind says its kind itself. */
    private static Struct typed(Struct sent, GroupVersionKind expected, ApiRequest request) {
        GroupVersionKind actual = kindOf(sent);
        if (actual.kind().isEmpty() || actual.version().isEmpty()) {
            String missing = actual.kind().isEmpty() ? "Kind" : "apiVersion";
            String text = request.body() instanceof Body.Raw raw ? new String(raw.bytes(), UTF_8) : sent.toString();
            throw StatusError.badRequest("the object provided is unrecognized (must be of type " + expected.kind()
                    + "): Object '" + missing + "' is missing in '" + text + "'" + shown(request));
        }
        if (!actual.kind().equals(expected.kind())) {
            throw StatusError.invalid(
                    new GroupKind(actual.group(), actual.kind()),
                    ObjectMetas.text(sent, "name"),
                    List.of(FieldError.invalid(FieldPath.of("kind"), actual.kind(), "must be " + expected.kind())));
        }
        if (!actual.groupVersion().equals(expected.groupVersion())) {
            throw StatusError.badRequest("the API version in the data (" + actual.apiVersion()
                    + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
        return sent;
    }

    /** Gives an object the kind that its endpoint takes where it names none. */
    private Struct named(Struct sent, GroupVersionKind expected) {
        GroupVersionKind actual = kindOf(sent);
        if (actual.equals(OLD_EVICTION) && expected.kind().equals(actual.kind())) {
            return sent.with("apiVersion", expected.apiVersion());
        }
        boolean noKind = actual.kind().isEmpty();
        boolean noVersion = actual.version().isEmpty();
        if (!noKind && !noVersion && !isKind.test(actual)) {
            throw StatusError.undecodable(
                    actual.kind(),
                    actual.version(),
                    expected.kind(),
                    "no kind " + Quoted.of(actual.kind()) + " is registered for version "
                            + Quoted.of(actual.apiVersion()) + " in scheme \"pkg/runtime/scheme.go:111\"");
        }
        if (!noKind && !actual.kind().equals(expected.kind())) {
            throw StatusError.undecodable(
                    actual.kind(),
                    actual.version(),
                    expected.kind(),
                    "converting (" + actual.apiVersion() + "." + actual.kind() + ") to (" + internalGroup(expected)
                            + "." + expected.kind() + "): unknown conversion");
        }
        if (!noVersion && !actual.groupVersion().equals(expected.groupVersion())) {
            throw StatusError.badRequest("the API version in the data (" + actual.apiVersion()
                    + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
        Struct named = noKind ? sent.with("kind", expected.kind()) : sent;
        return noVersion ? named.with("apiVersion", expected.apiVersion()) : named;
    }

    /** Brings an object into its kind's form. */
    Struct decode(Struct object, GroupVersionKind kind, KindForm form, FieldProblems problems) {
        try {
            return form.decode(object, path -> problems.accept("unknown field " + Quoted.of(path)));
        } catch (DecodingException e) {
            throw StatusError.undecodable(kind.kind(), kind.version(), kind.kind(), e.getMessage());
        }
    }

    /** An object of the server's own making in its kind's form. */
    static Struct complete(Struct object, KindForm form) {
        try {
            return form.decode(object, _ -> {});
        } catch (DecodingException e) {
            throw StatusError.internal(String.valueOf(e.getMessage()));
        }
    }

    /** Collects what strict decoding would not take, and does with it what the request's {@code fieldValidation} says. */
    static final class FieldProblems implements Consumer<String> {
        private static final int SHOWN_MAX = 10;
        private static final List<String> DIRECTIVES = List.of("", "Ignore", "Strict", "Warn");

        private final String directive;
        private final Warnings warnings;
        private final List<String> texts = new ArrayList<>();

        FieldProblems(ApiRequest request) {
            this.directive = request.query().first("fieldValidation");
            this.warnings = request.warnings();
            if (!DIRECTIVES.contains(directive)) {
                String verb = request.info().verb();
                throw StatusError.invalid(
                        new GroupKind("meta.k8s.io", capital(verb) + "Options"),
                        "",
                        List.of(FieldError.notSupported(FieldPath.of("fieldValidation"), directive, DIRECTIVES)));
            }
        }

        private static String capital(String verb) {
            return Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
        }

        @Override
        public void accept(String problem) {
            if (texts.size() <= SHOWN_MAX && !texts.contains(problem)) {
                texts.add(problem);
            }
        }

        /** Refuses under Strict, warns under Warn (the default), says nothing under Ignore. */
        void report(java.util.function.Function<String, StatusError> refusal) {
            switch (directive) {
                case "Strict" -> {
                    if (!texts.isEmpty()) {
                        throw refusal.apply(String.join(", ", texts));
                    }
                }
                case "Ignore" -> {}
                default -> texts.forEach(warnings);
            }
        }
    }
}
