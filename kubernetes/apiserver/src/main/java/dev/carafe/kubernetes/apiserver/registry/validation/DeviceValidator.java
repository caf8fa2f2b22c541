package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.resource.v1.DeviceTaint;
import dev.carafe.kubernetes.api.resource.v1.DeviceTaintRuleSpec;
import dev.carafe.kubernetes.api.resource.v1.ResourceSliceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** What is told of devices (pkg/apis/resource/validation). */
public final class DeviceValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int DRIVER_BYTES_MAX = 63;
    private static final int POOL_BYTES_MAX = 253;

    private DeviceValidator() {}

    public static void taintRule(DeviceTaintRuleSpec spec, List<FieldError> errors) {
        FieldPath selector = SPEC.child("deviceSelector");
        var devices = spec.deviceSelector();
        if (devices.hasDriver()) {
            driver(selector.child("driver"), devices.driver(), errors);
        }
        if (devices.hasPool()) {
            pool(selector.child("pool"), devices.pool(), errors);
        }
        if (devices.hasDevice()) {
            Check.rule(errors, selector.child("device"), devices.device(), Names.dns1123Label(devices.device()));
        }
        taint(SPEC.child("taint"), spec.taint(), errors);
    }

    private static void taint(FieldPath path, DeviceTaint taint, List<FieldError> errors) {
        Check.rule(errors, path.child("key"), taint.key(), Names.qualifiedName(taint.key()));
        if (!taint.value().isEmpty()) {
            Check.rule(errors, path.child("value"), taint.value(), Names.labelValue(taint.value()));
        }
        Check.requiredOneOf(errors, path.child("effect"), taint.effect(), List.of("NoExecute", "NoSchedule", "None"));
    }

    public static void slice(ResourceSliceSpec spec, List<FieldError> errors) {
        driver(SPEC.child("driver"), spec.driver(), errors);
        FieldPath pool = SPEC.child("pool");
        pool(pool.child("name"), spec.pool().name(), errors);
        if (spec.pool().resourceSliceCount() <= 0) {
            errors.add(FieldError.invalid(
                    pool.child("resourceSliceCount"), spec.pool().resourceSliceCount(), "must be greater than zero"));
        }
        if (spec.pool().generation() < 0) {
            errors.add(FieldError.invalid(
                    pool.child("generation"), spec.pool().generation(), "must be greater than or equal to zero"));
        }
        nodes(spec, errors);
    }

    /** Which nodes reach the devices is said in exactly one way. */
    private static void nodes(ResourceSliceSpec spec, List<FieldError> errors) {
        List<String> said = new ArrayList<>();
        if (spec.hasNodeName()) {
            said.add("`nodeName`");
            Check.rule(errors, SPEC.child("nodeName"), spec.nodeName(), Names.dns1123Subdomain(spec.nodeName()));
        }
        if (spec.hasNodeSelector()) {
            said.add("`nodeSelector`");
        }
        flag("allNodes", spec.hasAllNodes(), spec.allNodes(), said, errors);
        flag("perDeviceNodeSelection", spec.hasPerDeviceNodeSelection(), spec.perDeviceNodeSelection(), said, errors);
        String rule = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        if (said.isEmpty()) {
            errors.add(FieldError.required(SPEC, rule));
        } else if (said.size() > 1) {
            errors.add(FieldError.invalid(
                    SPEC, "{" + String.join(", ", said) + "}", rule + ", but multiple fields are set"));
        }
    }

    private static void flag(String field, boolean there, boolean value, List<String> said, List<FieldError> errors) {
        if (value) {
            said.add("`" + field + "`");
        } else if (there) {
            errors.add(FieldError.invalid(SPEC.child(field), false, "must be either unset or set to true"));
        }
    }

    private static void driver(FieldPath path, String name, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > DRIVER_BYTES_MAX) {
                errors.add(FieldError.tooLong(path, DRIVER_BYTES_MAX));
            }
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        }
    }

    private static void pool(FieldPath path, String name, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > POOL_BYTES_MAX) {
                errors.add(FieldError.tooLong(path, POOL_BYTES_MAX));
            }
            for (String part : name.split("/", -1)) {
                Check.rule(errors, path, part, Names.dns1123Subdomain(part));
            }
        }
    }
}
