package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.ParamKind;
import dev.carafe.kubernetes.api.admissionregistration.v1.ParamRef;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.List;
import java.util.Locale;

/** Parameters of policies: of what kind they are, and which a binding takes (pkg/apis/admissionregistration/validation). */
final class PolicyParamsValidator {
    private static final String EXCLUSIVE = "name and selector are mutually exclusive";

    private PolicyParamsValidator() {}

    static void kind(ParamKind kind, FieldPath path, List<FieldError> errors) {
        version(kind.apiVersion(), path.child("apiVersion"), errors);
        if (Check.present(errors, path.child("kind"), kind.kind())) {
            List<String> wrong = Names.dns1035Label(kind.kind().toLowerCase(Locale.ROOT));
            if (!wrong.isEmpty()) {
                errors.add(FieldError.invalid(
                        path.child("kind"),
                        kind.kind(),
                        "may have mixed case, but should otherwise match: " + String.join(",", wrong)));
            }
        }
    }

    private static void version(String text, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path, text)) {
            return;
        }
        String[] parts = text.equals("/") ? new String[] {""} : text.split("/", -1);
        if (parts.length > 2) {
            errors.add(FieldError.invalid(path, text, "unexpected GroupVersion string: " + text));
            return;
        }
        String group = parts.length == 2 ? parts[0] : "";
        String version = parts[parts.length - 1];
        if (!group.isEmpty()) {
            joined(errors, path, group, Names.dns1123Subdomain(group));
        }
        if (version.isEmpty()) {
            errors.add(FieldError.invalid(path, text, "version must be specified"));
        } else {
            joined(errors, path, version, Names.dns1035Label(version));
        }
    }

    private static void joined(List<FieldError> errors, FieldPath path, String value, List<String> wrong) {
        if (!wrong.isEmpty()) {
            errors.add(FieldError.invalid(path, value, String.join(",", wrong)));
        }
    }

    static void reference(ParamRef reference, FieldPath path, List<FieldError> errors) {
        String name = reference.name();
        boolean selects = reference.hasSelector();
        if (!name.isEmpty()) {
            Check.rule(errors, path.child("name"), name, Names.pathSegment(name));
            if (selects) {
                errors.add(FieldError.forbidden(path.child("name"), EXCLUSIVE));
            }
        }
        if (selects) {
            LabelSelectorValidator.validate(reference.selector(), path.child("selector"), errors);
            if (!name.isEmpty()) {
                errors.add(FieldError.forbidden(path.child("selector"), EXCLUSIVE));
            }
        } else if (name.isEmpty()) {
            errors.add(FieldError.required(path, "one of name or selector must be specified"));
        }
        Check.requiredOneOf(
                errors,
                path.child("parameterNotFoundAction"),
                reference.parameterNotFoundAction(),
                List.of("Deny", "Allow"));
    }
}
