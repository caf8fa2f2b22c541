package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.OpaqueDeviceConfiguration;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a driver is told of devices, which only the driver understands (pkg/apis/resource/validation). */
final class DeviceConfigValidator {
    private static final int DATA_BYTES_MAX = 10 * 1024;

    private static final String NO_SUBDOMAIN =
            "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'Example.com', regex used for validation is '"
                    + Names.DNS1123_SUBDOMAIN + "')";

    private DeviceConfigValidator() {}

    /**
     * Checks a configuration of any kind.
     *
     * @param present whether there is one
     * @param stored whether the same one has been checked before
     */
    static void opaque(
            OpaqueDeviceConfiguration config, boolean present, boolean stored, FieldPath path, RuleErrors errors) {
        if (!present) {
            errors.coded().add(FieldError.required(path, ""));
            return;
        }
        data(config.struct().get("parameters"), stored, path.child("parameters"), errors.coded());
        driver(config.driver(), path.child("driver"), errors.declared());
    }

    /** A driver's name as tags declare it: capitals are as good as small letters. */
    static void driver(String name, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > Names.DNS1123_SUBDOMAIN_MAX) {
                errors.add(FieldError.invalid(
                        path, name, "must be no more than " + Names.DNS1123_SUBDOMAIN_MAX + " characters"));
            }
            if (!Names.isSubdomain(name.toLowerCase(Locale.ROOT))) {
                errors.add(FieldError.invalid(path, name, NO_SUBDOMAIN));
            }
            if (name.codePointCount(0, name.length()) > DeviceNames.DRIVER_MAX) {
                errors.add(new FieldError(
                        ErrorType.TOO_LONG,
                        path.toString(),
                        Optional.empty(),
                        "may not be more than " + DeviceNames.DRIVER_MAX + " characters"));
            }
        }
    }

    /** An object of any form. */
    static void data(@Nullable Object data, boolean stored, FieldPath path, List<FieldError> errors) {
        if (data == null || data.equals(Null.NULL)) {
            errors.add(FieldError.required(path, ""));
        } else if (!stored && bytes(data) > DATA_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, DATA_BYTES_MAX));
        } else if (!(data instanceof Struct)) {
            errors.add(FieldError.invalid(path, "<value omitted>", "must be a valid JSON object"));
        }
    }

    private static int bytes(Object data) {
        return Json.toString(data).getBytes(StandardCharsets.UTF_8).length;
    }
}
