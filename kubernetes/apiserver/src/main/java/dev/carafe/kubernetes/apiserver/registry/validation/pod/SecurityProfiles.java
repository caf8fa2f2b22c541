package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.AppArmorProfile;
import dev.carafe.kubernetes.api.core.v1.SeccompProfile;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Profiles that tell the kernel which calls and files a process may use. */
public final class SecurityProfiles {
    /** One less than the longest path that Linux takes. */
    private static final int NAME_BYTES_MAX = 4_095;

    private static final List<String> TYPES = List.of("Localhost", "RuntimeDefault", "Unconfined");

    private SecurityProfiles() {}

    static void seccomp(SeccompProfile profile, FieldPath path, List<FieldError> errors) {
        if (profile.type().isEmpty()) {
            errors.add(FieldError.required(path.child("type"), "type is required when seccompProfile is set"));
        } else {
            Check.oneOf(errors, path.child("type"), profile.type(), TYPES);
        }
        FieldPath file = path.child("localhostProfile");
        if (profile.type().equals("Localhost")) {
            if (profile.hasLocalhostProfile()) {
                Check.descending(errors, file, profile.localhostProfile());
            } else {
                errors.add(FieldError.required(file, "must be set when seccomp type is Localhost"));
            }
        } else if (profile.hasLocalhostProfile()) {
            errors.add(FieldError.invalid(
                    file,
                    InternalForm.of(profile.struct(), "type", "localhostProfile"),
                    "can only be set when seccomp type is Localhost"));
        }
    }

    /** Whether nothing is wrong with a profile of AppArmor. */
    public static boolean isValid(AppArmorProfile profile) {
        List<FieldError> errors = new ArrayList<>();
        appArmor(profile, FieldPath.of(""), errors);
        return errors.isEmpty();
    }

    static void appArmor(AppArmorProfile profile, FieldPath path, List<FieldError> errors) {
        FieldPath name = path.child("localhostProfile");
        switch (profile.type()) {
            case "Localhost" -> localAppArmor(profile, name, errors);
            case "RuntimeDefault", "Unconfined" -> {
                if (profile.hasLocalhostProfile()) {
                    errors.add(FieldError.invalid(
                            name, profile.localhostProfile(), "can only be set when AppArmor type is Localhost"));
                }
            }
            case "" ->
                errors.add(FieldError.required(path.child("type"), "type is required when appArmorProfile is set"));
            default -> Check.oneOf(errors, path.child("type"), profile.type(), TYPES);
        }
    }

    private static void localAppArmor(AppArmorProfile profile, FieldPath path, List<FieldError> errors) {
        String name = profile.localhostProfile();
        if (!name.strip().equals(name)) {
            errors.add(FieldError.invalid(path, name, "must not be padded with whitespace"));
        } else if (name.isEmpty()) {
            errors.add(FieldError.required(path, "must be set when AppArmor type is Localhost"));
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, NAME_BYTES_MAX));
        }
    }
}
