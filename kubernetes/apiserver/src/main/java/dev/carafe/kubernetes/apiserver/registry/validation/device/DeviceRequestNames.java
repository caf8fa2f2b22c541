package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceClaim;
import dev.carafe.kubernetes.api.resource.v1.DeviceSubRequest;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The names by which other parts of a claim refer to its requests: a request's own, or that and one of its alternatives. */
final class DeviceRequestNames {
    private static final int REFERENCES_MAX = 32;
    private static final String UNKNOWN =
            "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    private final Map<String, Set<String>> names = new HashMap<>();

    DeviceRequestNames(DeviceClaim claim) {
        claim.requests()
                .forEach(request -> names.put(
                        request.name(),
                        request.firstAvailable().stream()
                                .map(DeviceSubRequest::name)
                                .collect(Collectors.toSet())));
    }

    /** Checks a list of references. */
    void references(List<String> references, FieldPath path, RuleErrors errors) {
        if (errors.tooMany(references, REFERENCES_MAX, path)) {
            return;
        }
        for (int i = 0; i < references.size(); i++) {
            reference(references.get(i), path.index(i), errors.coded());
        }
        errors.unique(references, reference -> reference, path);
    }

    void reference(String reference, FieldPath path, List<FieldError> errors) {
        String[] parts = reference.split("/", -1);
        if (parts.length <= 2) {
            for (String part : parts) {
                Check.rule(errors, path, part, Names.dns1123Label(part));
            }
        }
        if (parts.length > 2 || !has(parts)) {
            errors.add(FieldError.invalid(path, reference, UNKNOWN));
        }
    }

    private boolean has(String[] parts) {
        Set<String> alternatives = names.get(parts[0]);
        return alternatives != null && (parts.length == 1 || alternatives.contains(parts[1]));
    }
}
