package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import java.util.List;
import java.util.Map;

/** The types of what expressions of admission know beforehand: the request, and the namespace that it is in. */
final class AdmissionTypes {
    private static final DeclType TEXT = DeclType.text(DeclType.Kind.STRING, Long.MAX_VALUE);
    private static final DeclType TIME = DeclType.text(DeclType.Kind.TIMESTAMP, Long.MAX_VALUE);
    private static final DeclType TEXTS = list(TEXT);
    private static final DeclType LABELS = DeclType.map(TEXT, Long.MAX_VALUE);

    static final DeclType REQUEST = request();
    static final DeclType NAMESPACE = namespace();

    private AdmissionTypes() {}

    private static DeclType list(DeclType items) {
        return DeclType.list(items, Long.MAX_VALUE, DeclType.Uniqueness.NONE, List.of());
    }

    private static DeclType object(String name, Map<String, DeclType> fields) {
        return DeclType.object("kubernetes." + name, fields, 0);
    }

    private static DeclType request() {
        DeclType kind = object("GroupVersionKind", Map.of("group", TEXT, "version", TEXT, "kind", TEXT));
        DeclType resource = object("GroupVersionResource", Map.of("group", TEXT, "version", TEXT, "resource", TEXT));
        DeclType user = object(
                "UserInfo",
                Map.of(
                        "username", TEXT,
                        "uid", TEXT,
                        "groups", TEXTS,
                        "extra", DeclType.map(TEXTS, Long.MAX_VALUE)));
        return object(
                "AdmissionRequest",
                Map.ofEntries(
                        Map.entry("kind", kind),
                        Map.entry("resource", resource),
                        Map.entry("subResource", TEXT),
                        Map.entry("requestKind", kind),
                        Map.entry("requestResource", resource),
                        Map.entry("requestSubResource", TEXT),
                        Map.entry("name", TEXT),
                        Map.entry("namespace", TEXT),
                        Map.entry("operation", TEXT),
                        Map.entry("userInfo", user),
                        Map.entry("dryRun", DeclType.BOOL),
                        Map.entry("options", DeclType.DYN)));
    }

    /** Some fields of metadata are not told, and the unique name is not spelled as elsewhere. */
    private static DeclType namespace() {
        DeclType metadata = object(
                "NamespaceMetadata",
                Map.ofEntries(
                        Map.entry("name", TEXT),
                        Map.entry("generateName", TEXT),
                        Map.entry("namespace", TEXT),
                        Map.entry("labels", LABELS),
                        Map.entry("annotations", LABELS),
                        Map.entry("UID", TEXT),
                        Map.entry("creationTimestamp", TIME),
                        Map.entry("deletionGracePeriodSeconds", DeclType.INT),
                        Map.entry("deletionTimestamp", TIME),
                        Map.entry("generation", DeclType.INT),
                        Map.entry("resourceVersion", TEXT),
                        Map.entry("finalizers", TEXTS)));
        DeclType condition = object(
                "NamespaceCondition",
                Map.of("status", TEXT, "type", TEXT, "lastTransitionTime", TIME, "message", TEXT, "reason", TEXT));
        return object(
                "Namespace",
                Map.of(
                        "metadata", metadata,
                        "spec", object("NamespaceSpec", Map.of("finalizers", TEXTS)),
                        "status", object("NamespaceStatus", Map.of("conditions", list(condition), "phase", TEXT))));
    }
}
