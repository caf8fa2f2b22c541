package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.core.v1.ReplicationControllerSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodValidator;
import java.util.List;
import java.util.Map;

/** Replication controllers (pkg/apis/core/validation). */
public final class ReplicationControllerValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATE = SPEC.child("template");

    private ReplicationControllerValidator() {}

    public static void validate(ReplicationControllerSpec spec, Capabilities capabilities, List<FieldError> errors) {
        if (spec.selector().isEmpty()) {
            errors.add(FieldError.required(SPEC.child("selector"), ""));
        }
        if (spec.hasTemplate()) {
            template(spec.template(), spec.selector(), capabilities, errors);
        } else {
            errors.add(FieldError.required(TEMPLATE, ""));
        }
        Check.nonNegative(errors, SPEC.child("replicas"), spec.replicas());
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
    }

    private static void template(
            PodTemplateSpec template,
            Map<String, String> selector,
            Capabilities capabilities,
            List<FieldError> errors) {
        Map<String, String> labels = template.metadata().labels();
        if (!labels.entrySet().containsAll(selector.entrySet())) {
            errors.add(FieldError.invalid(
                    TEMPLATE.child("metadata").child("labels"),
                    LabelSelectorValidator.labels(labels),
                    "`selector` does not match template `labels`"));
        }
        PodValidator.template(template, TEMPLATE, capabilities, errors);
        String policy = template.spec().restartPolicy();
        if (!policy.equals("Always")) {
            errors.add(
                    FieldError.notSupported(TEMPLATE.child("spec").child("restartPolicy"), policy, List.of("Always")));
        }
        if (template.spec().hasActiveDeadlineSeconds()) {
            errors.add(FieldError.forbidden(
                    TEMPLATE.child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in ReplicationController is not Supported"));
        }
    }
}
