package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields that keep for ever what an object was created with, by group and resource; kinds whose rules need more than one field have them in
 * their strategies. Source: {@code pkg/apis/GROUP/validation}.
 */
public final class ImmutableFields {
    /** What the error of a changed field shows. */
    private enum Shown {
        /** The new value; null where there is none. */
        VALUE,
        /** The new text; an empty one where there is none. */
        TEXT,
        /** Always null: upstream's declarations of what is immutable do not tell the value. */
        NULL,
        /** No value, and words of its own. */
        WORDS
    }

    /**
     * A field.
     *
     * @param path where the object has it
     * @param named what the error calls it
     */
    private record Immutable(List<String> path, String named, Shown shown) {}

    private static final Map<String, List<Immutable>> BY_RESOURCE = Map.ofEntries(
            Map.entry("apps/controllerrevisions", List.of(field("data", Shown.VALUE))),
            Map.entry("certificates.k8s.io/podcertificaterequests", List.of(field("spec", Shown.VALUE))),
            Map.entry("networking.k8s.io/ingressclasses", List.of(field("spec.controller", Shown.TEXT))),
            Map.entry("node.k8s.io/runtimeclasses", List.of(field("handler", Shown.NULL))),
            Map.entry("resource.k8s.io/resourceclaims", List.of(field("spec", Shown.NULL))),
            Map.entry("resource.k8s.io/resourceclaimtemplates", List.of(field("spec", Shown.VALUE))),
            Map.entry(
                    "storage.k8s.io/csidrivers",
                    List.of(
                            new Immutable(
                                    List.of("spec", "attachRequired"),
                                    "spec.attachedRequired", // upstream's spelling
                                    Shown.VALUE),
                            field("spec.volumeLifecycleModes", Shown.VALUE))),
            Map.entry(
                    "storage.k8s.io/csistoragecapacities",
                    List.of(field("nodeTopology", Shown.VALUE), field("storageClassName", Shown.TEXT))),
            Map.entry(
                    "storage.k8s.io/storageclasses",
                    List.of(
                            field("provisioner", Shown.NULL),
                            field("parameters", Shown.NULL),
                            field("reclaimPolicy", Shown.NULL),
                            field("volumeBindingMode", Shown.NULL))),
            Map.entry(
                    "storage.k8s.io/volumeattributesclasses",
                    List.of(field("driverName", Shown.WORDS), field("parameters", Shown.WORDS))));

    private static final Set<String> TOLD_LAST =
            Set.of("storage.k8s.io/csistoragecapacities", "storage.k8s.io/storageclasses");

    private ImmutableFields() {}

    private static Immutable field(String path, Shown shown) {
        return new Immutable(Arrays.asList(path.split("\\.", -1)), path, shown);
    }

    /** Whether errors about such fields of a kind come after all others. */
    public static boolean toldLast(String resource) {
        return TOLD_LAST.contains(resource);
    }

    /** Adds an error for each that changed. An empty list or text is as none. */
    public static void check(String resource, Struct object, Struct old, List<FieldError> errors) {
        for (Immutable immutable : BY_RESOURCE.getOrDefault(resource, List.of())) {
            Object now = object.find(immutable.path());
            Object before = old.find(immutable.path());
            if (!Objects.equals(said(now), said(before))) {
                errors.add(error(immutable, now));
            }
        }
    }

    private static @Nullable Object said(@Nullable Object value) {
        return switch (value) {
            case String text when text.isEmpty() -> null;
            case List<?> list when list.isEmpty() -> null;
            case Null _ -> null;
            case null, default -> value;
        };
    }

    private static FieldError error(Immutable immutable, @Nullable Object now) {
        FieldPath path = FieldPath.of(immutable.named());
        Object value = Objects.requireNonNullElse(said(now), Null.NULL);
        return switch (immutable.shown()) {
            case VALUE -> FieldError.invalid(path, value, Check.IMMUTABLE);
            case TEXT -> FieldError.invalid(path, value.equals(Null.NULL) ? "" : value, Check.IMMUTABLE);
            case NULL -> FieldError.invalid(path, Null.NULL, Check.IMMUTABLE);
            case WORDS -> FieldError.forbidden(path, "updates to " + immutable.named() + " are forbidden.");
        };
    }
}
