package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import dev.carafe.kubernetes.api.apiregistration.v1.APIService;
import dev.carafe.kubernetes.api.apiregistration.v1.APIServiceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** API services (kube-aggregator/pkg/apis/apiregistration/validation). */
public final class ApiServiceValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int GROUP_PRIORITY_MAX = 20_000;
    private static final int VERSION_PRIORITY_MAX = 1_000;

    private ApiServiceValidator() {}

    public static void validate(APIService service, List<FieldError> errors) {
        APIServiceSpec spec = service.spec();
        String wanted = spec.version() + "." + spec.group();
        if (!service.name().isEmpty()
                && !service.name().equals(wanted)
                && Names.pathSegment(service.name()).isEmpty()) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "name"),
                    service.name(),
                    "must be `spec.version+\".\"+spec.group`: \"" + wanted + "\""));
        }
        if (!spec.group().isEmpty()) {
            Check.rule(errors, SPEC.child("group"), spec.group(), Names.dns1123Subdomain(spec.group()));
        } else if (!spec.version().equals("v1")) {
            errors.add(FieldError.required(
                    SPEC.child("group"), "only v1 may have an empty group and it better be legacy kube"));
        }
        Check.rule(errors, SPEC.child("version"), spec.version(), Names.dns1035Label(spec.version()));
        priority("groupPriorityMinimum", spec.groupPriorityMinimum(), GROUP_PRIORITY_MAX, errors);
        priority("versionPriority", spec.versionPriority(), VERSION_PRIORITY_MAX, errors);
        if (spec.hasService()) {
            remote(spec, errors);
        } else {
            local(spec, errors);
        }
    }

    private static void priority(String field, int value, int max, List<FieldError> errors) {
        if (value <= 0 || value > max) {
            errors.add(FieldError.invalid(SPEC.child(field), (long) value, "must be positive and less than " + max));
        }
    }

    private static void local(APIServiceSpec spec, List<FieldError> errors) {
        if (spec.caBundle().length > 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("caBundle"),
                    spec.caBundle().length + " bytes",
                    "local APIServices may not have a caBundle"));
        }
        if (spec.insecureSkipTLSVerify()) {
            errors.add(FieldError.invalid(
                    SPEC.child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify"));
        }
    }

    private static void remote(APIServiceSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("service");
        Check.present(errors, path.child("namespace"), spec.service().namespace());
        Check.present(errors, path.child("name"), spec.service().name());
        int port = spec.service().port();
        Values.portNumber(port)
                .forEach(why ->
                        errors.add(FieldError.invalid(path.child("port"), (long) port, "port is not valid: " + why)));
        if (spec.insecureSkipTLSVerify() && spec.caBundle().length > 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present"));
        }
    }
}
