package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.networking.v1.IngressClassParametersReference;
import dev.carafe.kubernetes.api.networking.v1.IngressClassSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Who serves ingresses, and with which parameters (pkg/apis/networking/validation). */
public final class IngressClassValidator {
    private static final FieldPath CONTROLLER = FieldPath.of("spec", "controller");
    private static final FieldPath PARAMETERS = FieldPath.of("spec", "parameters");
    private static final int CONTROLLER_BYTES_MAX = 250;

    private IngressClassValidator() {}

    public static void spec(IngressClassSpec spec, List<FieldError> errors) {
        if (spec.controller().length() > CONTROLLER_BYTES_MAX) {
            errors.add(FieldError.tooLong(CONTROLLER, CONTROLLER_BYTES_MAX));
        }
        Check.domainPrefixedPath(errors, CONTROLLER, spec.controller());
        if (spec.hasParameters()) {
            parameters(spec.parameters(), errors);
        }
    }

    /** What is missing of kind and name is told last. */
    private static void parameters(IngressClassParametersReference parameters, List<FieldError> errors) {
        if (parameters.hasApiGroup()) {
            String group = parameters.apiGroup();
            Check.rule(errors, PARAMETERS.child("apiGroup"), group, Names.dns1123Subdomain(group));
        }
        Check.segment(errors, PARAMETERS.child("kind"), parameters.kind());
        Check.segment(errors, PARAMETERS.child("name"), parameters.name());
        if (parameters.hasScope()) {
            scope(parameters, errors);
        } else {
            errors.add(FieldError.required(PARAMETERS.child("scope"), ""));
        }
        Check.present(errors, PARAMETERS.child("kind"), parameters.kind());
        Check.present(errors, PARAMETERS.child("name"), parameters.name());
    }

    private static void scope(IngressClassParametersReference parameters, List<FieldError> errors) {
        FieldPath path = PARAMETERS.child("namespace");
        switch (parameters.scope()) {
            case "Namespace" -> {
                if (parameters.hasNamespace()) {
                    Check.rule(errors, path, parameters.namespace(), Names.dns1123Label(parameters.namespace()));
                } else {
                    errors.add(FieldError.required(path, "`parameters.scope` is set to 'Namespace'"));
                }
            }
            case "Cluster" -> {
                if (parameters.hasNamespace()) {
                    errors.add(FieldError.forbidden(path, "`parameters.scope` is set to 'Cluster'"));
                }
            }
            default ->
                errors.add(FieldError.notSupported(
                        PARAMETERS.child("scope"), parameters.scope(), List.of("Cluster", "Namespace")));
        }
    }
}
