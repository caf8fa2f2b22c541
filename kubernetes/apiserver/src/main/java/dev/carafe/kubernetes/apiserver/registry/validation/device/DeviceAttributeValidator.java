package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceAttribute;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is told of a device, by name (pkg/apis/resource/validation). */
final class DeviceAttributeValidator {
    private static final int VALUE_BYTES_MAX = 64;
    private static final String ALL = "`int`, `bool`, `string`, `version`, `ints`, `bools`, `strings`, `versions`";
    /** As semver.org has it; parts are never tried in another way, or a matcher would go down a level for each of them. */
    private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*+)?"
            + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*+)?");

    /** Fields that hold several values of one type. */
    private static final List<String> LISTS = List.of("ints", "bools", "strings", "versions");

    private DeviceAttributeValidator() {}

    /** How many values an attribute has. */
    static int values(DeviceAttribute attribute) {
        int values = LISTS.stream()
                .mapToInt(name -> attribute.struct().get(name) instanceof List<?> list ? list.size() : 0)
                .sum();
        return Math.max(values, 1);
    }

    /** Whether an attribute has a field for several values. */
    static boolean isList(DeviceAttribute attribute) {
        return LISTS.stream().anyMatch(attribute.struct()::has);
    }

    /** Checks an attribute, which has exactly one value. */
    static void attribute(DeviceAttribute attribute, FieldPath path, RuleErrors errors) {
        List<String> said = new ArrayList<>();
        if (attribute.struct().has("int")) {
            said.add("int");
        }
        if (attribute.struct().has("bool")) {
            said.add("bool");
        }
        if (attribute.hasString()) {
            said.add("string");
            tooLong(attribute.string(), path.child("string"), errors.coded());
        }
        if (attribute.hasVersion()) {
            said.add("version");
            version(attribute.version(), path.child("version"), errors.coded());
        }
        LISTS.forEach(name -> {
            if (attribute.struct().get(name) instanceof List<?> values) {
                if (!values.isEmpty()) {
                    said.add(name);
                }
                list(values, path.child(name), name.equals("versions"), errors.coded());
            }
        });
        if (said.isEmpty()) {
            errors.declared().add(FieldError.invalid(path, "", "must specify one of: " + ALL));
        } else if (said.size() > 1) {
            errors.declared()
                    .add(FieldError.invalid(
                            path, "{" + String.join(", ", said) + "}", "must specify exactly one of: " + ALL));
        }
    }

    private static void list(List<?> values, FieldPath path, boolean versions, List<FieldError> errors) {
        if (values.isEmpty()) {
            errors.add(FieldError.invalid(path, values, "must not be empty if specified"));
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof String text) {
                if (versions) {
                    version(text, path.index(i), errors);
                } else {
                    tooLong(text, path.index(i), errors);
                }
            }
        }
    }

    private static void version(String version, FieldPath path, List<FieldError> errors) {
        if (!VERSION.matcher(version).matches()) {
            errors.add(FieldError.invalid(path, version, "must be a string compatible with semver.org spec 2.0.0"));
        }
        tooLong(version, path, errors);
    }

    private static void tooLong(String value, FieldPath path, List<FieldError> errors) {
        if (value.length() > VALUE_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, VALUE_BYTES_MAX));
        }
    }
}
