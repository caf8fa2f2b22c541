package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.storage.v1.CSIDriverSpec;
import dev.carafe.kubernetes.api.storage.v1.CSINodeDriver;
import dev.carafe.kubernetes.api.storage.v1.CSINodeSpec;
import dev.carafe.kubernetes.api.storage.v1.TokenRequest;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Drivers of storage, and the nodes that they serve (pkg/apis/storage/validation). */
public final class CsiValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath DRIVERS = SPEC.child("drivers");
    private static final int NODE_ID_CHARS_MAX = 192;
    private static final int DRIVER_NAME_BYTES_MAX = 63;
    private static final long TOKEN_SECONDS_MIN = 600;
    private static final long TOKEN_SECONDS_MAX = 1L << 32;
    private static final long PERIOD_SECONDS_MIN = 10;

    private CsiValidator() {}

    public static void node(CSINodeSpec spec, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.drivers().size(); i++) {
            CSINodeDriver driver = spec.drivers().get(i);
            FieldPath at = DRIVERS.index(i);
            driverName(at.child("name"), driver.name(), errors);
            Check.present(errors, at.child("nodeID"), driver.nodeID());
            if (driver.nodeID().length() > NODE_ID_CHARS_MAX) {
                errors.add(FieldError.invalid(
                        at.child("nodeID"), driver.nodeID(), "must be " + NODE_ID_CHARS_MAX + " characters or less"));
            }
            Check.nonNegative(
                    errors,
                    at.child("allocatable").child("count"),
                    driver.allocatable().count());
            if (!names.add(driver.name())) {
                errors.add(FieldError.duplicate(at.child("name"), driver.name()));
            }
            topology(driver.topologyKeys(), at, errors);
        }
    }

    private static void topology(List<String> keys, FieldPath at, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (String key : keys) {
            Check.present(errors, at, key);
            if (!seen.add(key)) {
                errors.add(FieldError.duplicate(at, key));
            }
            Check.rule(errors, at, key, Names.qualifiedName(key));
        }
    }

    private static void driverName(FieldPath path, String name, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > DRIVER_NAME_BYTES_MAX) {
                errors.add(FieldError.tooLong(path, DRIVER_NAME_BYTES_MAX));
            }
            String lower = name.toLowerCase(Locale.ROOT);
            Check.rule(errors, path, name, Names.dns1123Subdomain(lower));
        }
    }

    /** A driver that stays on a node is known there as it was; how many volumes it takes may change. */
    public static void nodeUpdate(CSINodeSpec spec, CSINodeSpec old, List<FieldError> errors) {
        for (CSINodeDriver before : old.drivers()) {
            for (CSINodeDriver driver : spec.drivers()) {
                CSINodeDriver fixed = driver.withoutAllocatable();
                if (driver.name().equals(before.name()) && !fixed.equals(before.withoutAllocatable())) {
                    errors.add(FieldError.invalid(DRIVERS, fixed.struct(), Check.IMMUTABLE));
                }
            }
        }
    }

    public static void driver(CSIDriverSpec spec, List<FieldError> errors) {
        if (spec.hasFsGroupPolicy()) {
            Check.oneOf(
                    errors,
                    SPEC.child("fsGroupPolicy"),
                    spec.fsGroupPolicy(),
                    List.of("File", "None", "ReadWriteOnceWithFSType"));
        }
        tokens(spec.tokenRequests(), errors);
        for (String mode : spec.volumeLifecycleModes()) {
            Check.oneOf(errors, SPEC.child("volumeLifecycleModes"), mode, List.of("Persistent", "Ephemeral"));
        }
        if (spec.hasNodeAllocatableUpdatePeriodSeconds()
                && spec.nodeAllocatableUpdatePeriodSeconds() < PERIOD_SECONDS_MIN) {
            errors.add(FieldError.invalid(
                    SPEC.child("nodeAllocatableUpdatePeriodSeconds"),
                    spec.nodeAllocatableUpdatePeriodSeconds(),
                    "must be greater than or equal to 10 seconds"));
        }
        if (spec.hasServiceAccountTokenInSecrets() && spec.tokenRequests().isEmpty()) {
            errors.add(FieldError.invalid(
                    SPEC.child("serviceAccountTokenInSecrets"),
                    spec.serviceAccountTokenInSecrets(),
                    "serviceAccountTokenInSecrets is set but no tokenRequests are specified"));
        }
    }

    private static void tokens(List<TokenRequest> tokens, List<FieldError> errors) {
        Set<String> audiences = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            TokenRequest token = tokens.get(i);
            FieldPath at = SPEC.child("tokenRequests").index(i);
            if (!audiences.add(token.audience())) {
                errors.add(FieldError.duplicate(at.child("audience"), token.audience()));
                continue;
            }
            if (!token.hasExpirationSeconds()) {
                continue;
            }
            long seconds = token.expirationSeconds();
            if (seconds < TOKEN_SECONDS_MIN) {
                errors.add(FieldError.invalid(
                        at.child("expirationSeconds"), seconds, "may not specify a duration less than 10 minutes"));
            } else if (seconds > TOKEN_SECONDS_MAX) {
                errors.add(FieldError.invalid(
                        at.child("expirationSeconds"), seconds, "may not specify a duration larger than 2^32 seconds"));
            }
        }
    }
}
