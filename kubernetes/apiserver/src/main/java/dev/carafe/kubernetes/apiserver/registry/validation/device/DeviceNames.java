package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Locale;

/** Names of drivers, of pools, and of what devices have (pkg/apis/resource/validation). */
final class DeviceNames {
    static final int DRIVER_MAX = 63;
    static final int IDENTIFIER_MAX = 32;
    private static final int POOL_BYTES_MAX = 253;
    private static final String UNQUALIFIED = "a fully qualified name must be a domain and a name separated by a slash";

    private DeviceNames() {}

    static void driver(FieldPath path, String name, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > DRIVER_MAX) {
                errors.add(FieldError.tooLong(path, DRIVER_MAX));
            }
            Check.rule(errors, path, name, Names.dns1123Subdomain(name.toLowerCase(Locale.ROOT)));
        }
    }

    static void pool(FieldPath path, String name, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > POOL_BYTES_MAX) {
                errors.add(FieldError.tooLong(path, POOL_BYTES_MAX));
            }
            for (String part : name.split("/", -1)) {
                Check.rule(errors, path, part, Names.dns1123Subdomain(part));
            }
        }
    }

    static void device(FieldPath path, String name, List<FieldError> errors) {
        Check.rule(errors, path, name, Names.dns1123Label(name));
    }

    /** Of an attribute or a capacity: an identifier, in a domain or in the driver's own. */
    static void qualified(FieldPath path, String name, List<FieldError> errors) {
        String[] parts = name.split("/", -1);
        if (parts.length == 1) {
            identifier(path, name, errors);
        } else if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                errors.add(FieldError.invalid(path, "", "the domain must not be empty"));
            } else {
                driver(path, parts[0], errors);
            }
            if (parts[1].isEmpty()) {
                errors.add(FieldError.invalid(path, "", "the name must not be empty"));
            } else {
                identifier(path, parts[1], errors);
            }
        }
    }

    private static void identifier(FieldPath path, String name, List<FieldError> errors) {
        if (name.length() > IDENTIFIER_MAX) {
            errors.add(FieldError.tooLong(path, IDENTIFIER_MAX));
        }
        Check.rule(errors, path, name, Values.cIdentifier(name));
    }

    /** As {@link #qualified}, as tags declare it, and with a domain. */
    static void fullyQualified(FieldPath path, String name, List<FieldError> errors) {
        String[] parts = name.split("/", -1);
        if (parts.length == 1) {
            identifier(path, name, errors);
            errors.add(FieldError.invalid(path, name, UNQUALIFIED));
        } else if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                errors.add(FieldError.invalid(path, "", "prefix must not be empty"));
            } else {
                if (parts[0].length() > DRIVER_MAX) {
                    errors.add(FieldError.tooLong(path, DRIVER_MAX));
                }
                for (String message : Names.dns1123Subdomain(parts[0])) {
                    errors.add(FieldError.invalid(path, parts[0], "prefix: " + message));
                }
            }
            if (parts[1].isEmpty()) {
                errors.add(FieldError.invalid(path, "", "name must not be empty"));
            } else {
                identifier(path, parts[1], errors);
            }
        }
    }
}
