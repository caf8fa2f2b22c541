package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigrationStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ConditionsValidator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Migrations of what is stored (kubernetes/pkg/apis/storagemigration/validation). */
public final class MigrationValidator {
    private static final FieldPath RESOURCE = FieldPath.of("spec", "resource");
    private static final FieldPath STATUS = FieldPath.of("status");

    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]*");

    private MigrationValidator() {}

    /**
     * A new migration, or one as it would be after a change.
     *
     * @param old as it was; null for a new one
     */
    public static void migration(
            StorageVersionMigration migration, @Nullable StorageVersionMigration old, List<FieldError> errors) {
        String resource = migration.spec().resource().resource();
        String group = migration.spec().resource().group();
        if (resource.isEmpty()) {
            errors.add(FieldError.required(RESOURCE.child("resource"), "resource is required to be set"));
        } else {
            joined(RESOURCE.child("resource"), resource, Names.dns1035Label(resource), errors);
        }
        if (!group.isEmpty()) {
            joined(RESOURCE.child("group"), group, Names.dns1123Subdomain(group), errors);
        }
        if (old != null
                && !(resource.equals(old.spec().resource().resource())
                        && group.equals(old.spec().resource().group()))) {
            Struct internal = Struct.of("Resource", Struct.of("group", group, "resource", resource));
            errors.add(FieldError.invalid(FieldPath.of("spec"), internal, Check.IMMUTABLE));
        }
    }

    private static void joined(FieldPath path, String value, List<String> messages, List<FieldError> errors) {
        if (!messages.isEmpty()) {
            errors.add(FieldError.invalid(path, value, String.join(",", messages)));
        }
    }

    /** A change of the status. */
    public static void status(StorageVersionMigration migration, StorageVersionMigration old, List<FieldError> errors) {
        StorageVersionMigrationStatus status = migration.status();
        FieldPath revision = STATUS.child("resourceVersion");
        if (!status.resourceVersion().isEmpty()
                && !REVISION.matcher(status.resourceVersion()).matches()) {
            errors.add(FieldError.invalid(
                    revision,
                    status.resourceVersion(),
                    "resource version is not well formed: " + status.resourceVersion()));
        }
        ConditionsValidator.validate(status.conditions(), STATUS.child("conditions"), errors);
        String before = old.status().resourceVersion();
        if (!before.isEmpty() && !before.equals(status.resourceVersion())) {
            errors.add(FieldError.invalid(revision, status.resourceVersion(), Check.IMMUTABLE));
        }
        outcome(status, old.status(), errors);
    }

    private static void outcome(
            StorageVersionMigrationStatus status, StorageVersionMigrationStatus old, List<FieldError> errors) {
        boolean succeeded = isTrue(status, "Succeeded");
        boolean failed = isTrue(status, "Failed");
        if (succeeded && failed) {
            conditions(status, "Both success and failed conditions cannot be true at the same time", errors);
        }
        if (!succeeded && isTrue(old, "Succeeded")) {
            conditions(status, "Success condition cannot be set to false once it is true", errors);
        }
        if (!failed && isTrue(old, "Failed")) {
            conditions(status, "Failed condition cannot be set to false once it is true", errors);
        }
    }

    private static void conditions(StorageVersionMigrationStatus status, String detail, List<FieldError> errors) {
        Object value = Objects.requireNonNullElse(status.struct().get("conditions"), List.of());
        errors.add(FieldError.invalid(STATUS.child("conditions"), value, detail));
    }

    private static boolean isTrue(StorageVersionMigrationStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .map(Condition::status)
                .filter("True"::equals)
                .isPresent();
    }
}
