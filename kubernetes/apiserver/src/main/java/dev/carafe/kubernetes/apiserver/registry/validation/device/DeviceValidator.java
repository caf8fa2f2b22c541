package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.Device;
import dev.carafe.kubernetes.api.resource.v1.DeviceTaintRuleSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.NodeSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One device of those that a driver tells of, and rules that taint devices (pkg/apis/resource/validation). */
public final class DeviceValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int ENTRIES_MAX = 32;
    private static final int VALUES_MAX = 48;
    private static final int TAINTS_MAX = 16;
    private static final int KEY_MAX = DeviceNames.DRIVER_MAX + 1 + DeviceNames.IDENTIFIER_MAX;
    private static final String ONE_WAY = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when"
            + " `perDeviceNodeSelection` is set to true in the ResourceSlice spec";

    private DeviceValidator() {}

    public static void taintRule(DeviceTaintRuleSpec spec, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        FieldPath selector = SPEC.child("deviceSelector");
        var devices = spec.deviceSelector();
        if (devices.hasDriver()) {
            DeviceNames.driver(selector.child("driver"), devices.driver(), found.coded());
        }
        if (devices.hasPool()) {
            DeviceNames.pool(selector.child("pool"), devices.pool(), found.coded());
        }
        if (devices.hasDevice()) {
            DeviceNames.device(selector.child("device"), devices.device(), found.coded());
        }
        DeviceTolerationValidator.taint(spec.taint(), SPEC.child("taint"), found);
        found.addTo(errors);
    }

    /**
     * Checks a device.
     *
     * @param old the device of the same name as it was; null for a new one
     * @param nodesByDevice whether each device says which nodes reach it
     * @param policies what is asked of its capacities
     */
    static void device(
            Device device,
            @Nullable Device old,
            boolean nodesByDevice,
            CapacityPolicyValidator policies,
            FieldPath path,
            RuleErrors errors) {
        List<FieldError> coded = errors.coded();
        DeviceNames.device(path.child("name"), device.name(), coded);
        int entries = device.attributes().size() + device.capacity().size();
        if (entries > ENTRIES_MAX) {
            coded.add(FieldError.invalid(
                    path,
                    (long) entries,
                    "the total number of attributes and capacities must not exceed " + ENTRIES_MAX));
        }
        int values = device.attributes().values().stream()
                .mapToInt(DeviceAttributeValidator::values)
                .sum();
        if (values > VALUES_MAX) {
            coded.add(FieldError.invalid(
                    path, (long) values, "the total number of attribute values must not exceed " + VALUES_MAX));
        }
        FieldPath attributes = path.child("attributes");
        device.attributes().forEach((name, attribute) -> {
            DeviceNames.qualified(attributes, name, coded);
            DeviceAttributeValidator.attribute(attribute, attributes.key(shortened(name)), errors);
        });
        if (old == null || !old.capacity().equals(device.capacity())) {
            FieldPath capacities = path.child("capacity");
            device.capacity().forEach((name, capacity) -> {
                DeviceNames.qualified(capacities, name, coded);
                policies.capacity(capacity, device.allowMultipleAllocations(), capacities.key(shortened(name)), coded);
            });
        }
        DeviceCountersValidator.consumptions(device.consumesCounters(), path.child("consumesCounters"), errors);
        taints(device, old, path.child("taints"), errors);
        nodes(device, nodesByDevice, path, coded);
        DeviceBindingValidator.conditions(device.bindingConditions(), device.bindingFailureConditions(), path, errors);
        NodeAllocatableValidator.resources(
                device.nodeAllocatableResources(), device.capacity(), path.child("nodeAllocatableResources"), errors);
    }

    private static void taints(Device device, @Nullable Device old, FieldPath path, RuleErrors errors) {
        if (old != null && old.taints().equals(device.taints())) {
            return;
        }
        if (device.taints().size() > TAINTS_MAX) {
            errors.coded().add(FieldError.tooMany(path, device.taints().size(), TAINTS_MAX));
            return;
        }
        for (int i = 0; i < device.taints().size(); i++) {
            DeviceTolerationValidator.taint(device.taints().get(i), path.index(i), errors);
        }
    }

    /** A key as a path shows it: of one that is too long the middle is left out. */
    private static String shortened(String key) {
        if (key.length() <= KEY_MAX) {
            return key;
        }
        int rest = KEY_MAX - "...".length();
        return key.substring(0, (rest + 1) / 2) + "..." + key.substring(key.length() - rest / 2);
    }

    private static void nodes(Device device, boolean byDevice, FieldPath path, List<FieldError> errors) {
        if (!byDevice) {
            if (device.hasNodeName() || device.hasNodeSelector() || device.hasAllNodes()) {
                errors.add(FieldError.invalid(
                        path,
                        Null.NULL,
                        "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set"
                                + " to true in the ResourceSlice spec"));
            }
            return;
        }
        List<String> said = new ArrayList<>();
        if (device.hasNodeName()) {
            if (device.nodeName().isEmpty()) {
                errors.add(FieldError.invalid(path.child("nodeName"), "", "must not be empty"));
            } else {
                said.add("`nodeName`");
                Check.rule(
                        errors, path.child("nodeName"), device.nodeName(), Names.dns1123Subdomain(device.nodeName()));
            }
        }
        if (device.hasNodeSelector()) {
            said.add("`nodeSelector`");
            NodeSelectorValidator.required(device.nodeSelector(), path.child("nodeSelector"), errors);
        }
        if (device.allNodes()) {
            said.add("`allNodes`");
        } else if (device.hasAllNodes()) {
            errors.add(FieldError.invalid(path.child("allNodes"), false, "must be either unset or set to true"));
        }
        if (said.isEmpty()) {
            errors.add(FieldError.required(path, ONE_WAY));
        } else if (said.size() > 1) {
            errors.add(FieldError.invalid(path, "{" + String.join(", ", said) + "}", ONE_WAY));
        }
    }
}
