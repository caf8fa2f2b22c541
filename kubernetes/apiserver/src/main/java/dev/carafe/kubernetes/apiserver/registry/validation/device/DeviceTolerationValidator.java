package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceTaint;
import dev.carafe.kubernetes.api.resource.v1.DeviceToleration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;

/** Taints of devices, and what tolerates them (pkg/apis/resource/validation). */
final class DeviceTolerationValidator {
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");

    private DeviceTolerationValidator() {}

    static void tolerations(List<DeviceToleration> tolerations, FieldPath path, RuleErrors errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), path.index(i), errors);
        }
    }

    private static void toleration(DeviceToleration toleration, FieldPath path, RuleErrors errors) {
        String value = toleration.value();
        if (toleration.operator().equals("Exists") && !value.isEmpty()) {
            errors.coded().add(FieldError.invalid(path.child("value"), value, "must be empty for operator `Exists`"));
        } else if (toleration.operator().equals("Equal")) {
            Check.rule(errors.coded(), path.child("value"), value, Names.labelValue(value));
        }
        if (!toleration.key().isEmpty()) {
            Check.rule(errors.declared(), path.child("key"), toleration.key(), Names.qualifiedName(toleration.key()));
        }
        Check.requiredOneOf(
                errors.declared(), path.child("operator"), toleration.operator(), List.of("Equal", "Exists"));
        if (!toleration.effect().isEmpty()) {
            Check.oneOf(errors.declared(), path.child("effect"), toleration.effect(), EFFECTS);
        }
    }

    static void taint(DeviceTaint taint, FieldPath path, RuleErrors errors) {
        Check.rule(errors.coded(), path.child("key"), taint.key(), Names.qualifiedName(taint.key()));
        if (!taint.value().isEmpty()) {
            Check.rule(errors.coded(), path.child("value"), taint.value(), Names.labelValue(taint.value()));
        }
        Check.requiredOneOf(errors.declared(), path.child("effect"), taint.effect(), EFFECTS);
    }
}
