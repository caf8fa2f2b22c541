package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.Path;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.typed.Comparison;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Notes who owns which field when objects of a kind are written through one version and subresource, and applies
 * configurations. Immutable and thread-safe.
 */
public final class FieldManager {
    /** Who owns what an object had before anybody applied to it, if that was not noted. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** Fields that say what the object is, or that are the server's own: nobody owns them. */
    private static final FieldSet UNOWNED = FieldSet.of(
            Path.of("apiVersion"),
            Path.of("kind"),
            Path.of("metadata"),
            Path.of("metadata", "name"),
            Path.of("metadata", "namespace"),
            Path.of("metadata", "creationTimestamp"),
            Path.of("metadata", "selfLink"),
            Path.of("metadata", "uid"),
            Path.of("metadata", "clusterName"),
            Path.of("metadata", "generation"),
            Path.of("metadata", "managedFields"),
            Path.of("metadata", "resourceVersion"));

    private final TypedSchema schema;
    private final FieldType type;
    private final GroupVersionKind kind;
    private final String subresource;
    private final FieldSet reset;
    private final Versions versions;
    private final String conflictVersion;

    /**
     * The manager of a kind's fields.
     *
     * @param structure the name of the kind's declaration in this version
     * @param subresource the part that is written through, empty for the object itself
     * @param reset what such a write never changes, whatever it says
     * @param conflictVersion the version that conflicts speak of where it is another than the owner's, else empty
     */
    public FieldManager(
            TypedSchema schema,
            String structure,
            GroupVersionKind kind,
            String subresource,
            FieldSet reset,
            Versions versions,
            String conflictVersion) {
        this.schema = schema;
        this.type = FieldType.ofStructure(structure);
        this.kind = kind;
        this.subresource = subresource;
        this.reset = reset;
        this.versions = versions;
        this.conflictVersion = conflictVersion;
    }

    private String apiVersion() {
        return kind.apiVersion();
    }

    /**
     * Notes an update.
     *
     * @param live the object as it is, empty for one that is created
     * @param wanted the object as the client wants it; it may set {@code managedFields} itself
     * @param manager who writes
     * @param now the time in RFC 3339, empty for a write whose time is not noted
     * @return the wanted object with its {@code managedFields}
     */
    public Struct update(Struct live, Struct wanted, String manager, String now) {
        Object sent = managedFields(wanted);
        ManagedFields managed;
        if (!subresource.isEmpty()) {
            managed = ManagedFields.of(managedFields(live)); // a part does not set it for the whole
        } else if (ManagedFields.isReset(sent)) {
            managed = new ManagedFields();
        } else {
            managed = ManagedFields.decode(sent)
                    .filter(read -> !read.isEmpty())
                    .orElseGet(() -> ManagedFields.of(managedFields(live)));
        }
        Struct before = withoutManaged(live);
        Struct after = withoutManaged(wanted);
        if (!managed.isEmpty() || isNew(live)) {
            track(before, after, managed, manager, now);
        }
        return withManaged(after, managed);
    }

    private static boolean isNew(Struct live) {
        return metadata(live).string("uid") == null;
    }

    private void track(Struct before, Struct after, ManagedFields managed, String manager, String now) {
        Comparison comparison = schema.compare(type, before, after);
        disown(change(before, after, comparison), managed, Optional.empty());
        FieldSet changed = comparison
                .modified()
                .union(comparison.added())
                .recursiveDifference(reset)
                .difference(UNOWNED);
        if (!changed.isEmpty()) {
            ManagerId id = ManagerId.updater(manager, apiVersion(), subresource);
            managed.put(id, new OwnedSet(managed.fieldsOf(id).union(changed), apiVersion(), now));
        }
        UpdaterCap.apply(managed);
    }

    private Change change(Struct before, Struct after, Comparison comparison) {
        return new Change(schema, versions, apiVersion(), before, after, comparison, reset);
    }

    /** Takes from everybody but one what a change sets or removes. */
    private static void disown(Change change, ManagedFields managed, Optional<ManagerId> writer) {
        for (Map.Entry<ManagerId, OwnedSet> entry : List.copyOf(managed.sets().entrySet())) {
            ManagerId id = entry.getKey();
            if (writer.filter(id::equals).isPresent()) {
                continue;
            }
            Optional<Comparison> seen = change.in(entry.getValue().apiVersion());
            if (seen.isEmpty()) {
                managed.sets().remove(id); // its version is not served any more
                continue;
            }
            Comparison comparison = seen.get();
            managed.change(
                    id,
                    owned -> owned.difference(comparison.modified())
                            .difference(comparison.added())
                            .difference(comparison.removed()));
        }
    }

    /**
     * Applies a configuration: the object gets what it says, loses what the same manager applied before and does not any
     * more, and keeps the rest.
     *
     * @param live the object as it is, empty for one that is created
     * @param applied the configuration as it was sent
     * @param force whether fields of others are taken over
     * @param now the time in RFC 3339
     * @return the object with its {@code managedFields}, without defaults; fields that were removed may be null
     * @throws StatusError when it cannot be merged, or conflicts with what others own
     */
    public Struct apply(Struct live, Struct applied, String manager, boolean force, String now) {
        check(applied);
        Struct before = withoutManaged(live);
        ManagedFields managed = ManagedFields.decode(managedFields(live))
                .orElseThrow(() -> StatusError.internal("failed to decode managed fields"));
        if (managed.isEmpty()) {
            track(Struct.EMPTY, before, managed, BEFORE_FIRST_APPLY, now);
        }
        ManagerId id = ManagerId.applier(manager, subresource);
        Optional<OwnedSet> last = managed.get(id);
        FieldSet set = schema.ownedFields(type, applied).recursiveDifference(reset);
        managed.put(id, new OwnedSet(set, apiVersion(), last.map(OwnedSet::time).orElse("")));
        Struct merged = schema.merge(type, before, applied);
        Struct after = last.isPresent() ? prune(merged, managed, last.get()) : merged;
        Change change = change(before, after, schema.compare(type, before, after));
        List<Conflict> conflicts = force ? List.of() : conflicts(change, managed, id);
        if (!conflicts.isEmpty()) {
            refuse(conflicts, manager, before);
        }
        disown(change, managed, Optional.of(id));
        managed.change(id, owned -> owned.difference(UNOWNED));
        if (!after.equals(before)) {
            managed.get(id).ifPresent(owned -> managed.put(id, owned.at(now)));
        }
        UpdaterCap.apply(managed);
        Struct result = manager.equals(LastApplied.MANAGER) ? LastApplied.updated(after, applied) : after;
        return withManaged(result, managed);
    }

    private void check(Struct applied) {
        GroupVersionKind sent;
        try {
            sent = GroupVersionKind.of(applied);
        } catch (IllegalArgumentException e) {
            throw StatusError.badRequest(String.valueOf(e.getMessage()));
        }
        if (!sent.equals(kind)) {
            throw StatusError.badRequest("invalid object type: " + sent);
        }
        if (managedFields(applied) instanceof List<?>) {
            throw StatusError.badRequest("metadata.managedFields must be nil");
        }
        List<String> problems = schema.problems(type, applied);
        if (!problems.isEmpty()) {
            throw StatusError.unknown("failed to create typed patch object (" + identity(applied) + "): "
                    + (problems.size() == 1 ? problems.getFirst() : "errors:\n  " + String.join("\n  ", problems)));
        }
    }

    private String identity(Struct applied) {
        Struct metadata = metadata(applied);
        return Objects.requireNonNullElse(metadata.string("namespace"), "") + "/"
                + Objects.requireNonNullElse(metadata.string("name"), "") + "; " + kind;
    }

    private List<Conflict> conflicts(Change change, ManagedFields managed, ManagerId writer) {
        List<Conflict> conflicts = new ArrayList<>();
        managed.sets().forEach((id, owned) -> {
            if (id.equals(writer)) {
                return;
            }
            change.in(owned.apiVersion()).ifPresent(seen -> {
                FieldSet taken = owned.fields().intersection(seen.modified().union(seen.added()));
                if (!taken.isEmpty()) {
                    conflicts.add(
                            new Conflict(id, conflictVersion.isEmpty() ? id.apiVersion() : conflictVersion, taken));
                }
            });
        });
        return conflicts;
    }

    /** Conflicts over what {@code kubectl} itself applied without the server's help are none. */
    private void refuse(List<Conflict> conflicts, String manager, Struct live) {
        FieldSet own = manager.equals(LastApplied.MANAGER)
                ? LastApplied.fields(schema, type, live, apiVersion())
                : FieldSet.EMPTY;
        List<Conflict> left = conflicts.stream()
                .map(conflict -> new Conflict(
                        conflict.by(), conflict.version(), conflict.fields().difference(own)))
                .filter(conflict -> !conflict.fields().isEmpty())
                .toList();
        if (!left.isEmpty()) {
            throw Conflict.error(left);
        }
    }

    /** The merged object without what its manager applied last, does not apply now, and nobody else owns. */
    private Struct prune(Struct merged, ManagedFields managed, OwnedSet last) {
        Optional<Versions.Versioned> converted = versions.convert(merged, apiVersion(), last.apiVersion());
        if (converted.isEmpty()) {
            return merged;
        }
        Pruning pruning = new Pruning(schema, versions, last.apiVersion(), converted.get());
        Struct pruned = pruning.prune(last.fields(), managed);
        return versions.convert(pruned, last.apiVersion(), apiVersion())
                .map(Versions.Versioned::object)
                .orElse(merged);
    }

    /** An object's metadata, empty where it has none. */
    static Struct metadata(Struct object) {
        return Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY);
    }

    private static Object managedFields(Struct object) {
        return Objects.requireNonNullElse(metadata(object).get("managedFields"), Struct.EMPTY);
    }

    private static Struct withoutManaged(Struct object) {
        Struct metadata = metadata(object);
        return metadata.has("managedFields") ? object.with("metadata", metadata.without("managedFields")) : object;
    }

    private static Struct withManaged(Struct object, ManagedFields managed) {
        return managed.isEmpty()
                ? object
                : object.with("metadata", metadata(object).with("managedFields", managed.encode()));
    }
}
