package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request says of how it writes (meta.k8s.io CreateOptions, UpdateOptions, PatchOptions).
 *
 * @param fieldManager who writes, as far as ownership of fields goes
 * @param force whether an apply takes fields over from others
 */
record WriteOptions(String fieldManager, boolean force) {
    /** Longest name of a manager, in bytes. */
    private static final int MANAGER_MAX = 128;

    private static final String UNKNOWN_MANAGER = "unknown";

    /**
     * Reads the options of a request.
     *
     * @param kind such as CreateOptions
     * @throws StatusError when they are invalid
     */
    static WriteOptions read(ApiRequest request, String kind) {
        return read(request, kind, false);
    }

    /** Reads the options of an apply, which must say who applies. */
    static WriteOptions ofApply(ApiRequest request) {
        return read(request, "PatchOptions", true);
    }

    private static WriteOptions read(ApiRequest request, String kind, boolean apply) {
        Query query = request.query();
        String manager = query.first("fieldManager");
        List<FieldError> errors = new ArrayList<>();
        if (apply && manager.isEmpty()) {
            errors.add(FieldError.required(FieldPath.of("fieldManager"), "is required for apply patch"));
        }
        if (kind.equals("PatchOptions") && !apply && query.has("force")) {
            errors.add(FieldError.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch"));
        }
        checkManager(manager, errors);
        List<String> directives = query.all("dryRun");
        if (!directives.stream().allMatch("All"::equals)) {
            errors.add(FieldError.notSupported(FieldPath.of("dryRun"), List.copyOf(directives), List.of("All")));
        }
        if (!errors.isEmpty()) {
            throw StatusError.invalid(new GroupKind("meta.k8s.io", kind), "", errors);
        }
        return new WriteOptions(
                manager.isEmpty() ? managerOf(request.userAgent()) : manager, isTrue(query.first("force")));
    }

    private static boolean isTrue(String value) {
        return value.equals("true") || value.equals("1");
    }

    private static void checkManager(String manager, List<FieldError> errors) {
        if (manager.getBytes(StandardCharsets.UTF_8).length > MANAGER_MAX) {
            errors.add(FieldError.tooLong(FieldPath.of("fieldManager"), MANAGER_MAX));
        }
        for (int i = 0; i < manager.length(); i++) {
            if (!isPrintable(manager.charAt(i))) {
                errors.add(FieldError.invalid(
                        FieldPath.of("fieldManager"),
                        manager,
                        "invalid character U+%04X (at position %d)".formatted((int) manager.charAt(i), i)));
            }
        }
    }

    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c) && (c == ' ' || !Character.isSpaceChar(c));
    }

    /** A client that does not say who it is writes as the programme that it calls itself. */
    private static String managerOf(String userAgent) {
        StringBuilder name = new StringBuilder();
        int bytes = 0;
        for (int c : userAgent.split("/", 2)[0].codePoints().toArray()) {
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (isPrintable(c) && bytes <= MANAGER_MAX) {
                name.appendCodePoint(c);
            }
        }
        return name.isEmpty() ? UNKNOWN_MANAGER : name.toString();
    }
}
