package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.CounterSet;
import dev.carafe.kubernetes.api.resource.v1.Device;
import dev.carafe.kubernetes.api.resource.v1.ResourceSliceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import dev.carafe.kubernetes.apiserver.registry.validation.NodeSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Devices that a driver tells of (pkg/apis/resource/validation). */
public final class ResourceSliceValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int DEVICES_MAX = 128;

    /** The most devices of which one has taints, takes from counters or has an attribute of several values. */
    private static final int ADVANCED_DEVICES_MAX = 64;

    private static final int COUNTER_SETS_MAX = 8;

    private ResourceSliceValidator() {}

    /** Checks a slice; amounts and taints of devices that were the same before are not looked at again. */
    public static void slice(
            ResourceSliceSpec spec, @Nullable ResourceSliceSpec old, FeatureGate features, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        DeviceNames.driver(SPEC.child("driver"), spec.driver(), found.coded());
        pool(spec, found.coded());
        if (old != null) {
            unchanged(spec, old, found.coded());
        }
        nodes(spec, found.coded());
        if (spec.hasSharedCounters() && spec.hasDevices()) {
            found.coded().add(FieldError.invalid(SPEC, "", "only one of `sharedCounters` or `devices` is allowed"));
        }
        devices(spec, old, new CapacityPolicyValidator(features.isEnabled("DRAFractionalCapacityRange")), found);
        counterSets(spec.sharedCounters(), SPEC.child("sharedCounters"), found);
        if (spec.hasPartitionTypeAttribute()) {
            PartitionTypeValidator.attribute(spec, old, features.isEnabled("DRAPartitionableDevicesType"), found);
        }
        SkippedOperationsValidator.operations(spec.skipNodeOperations(), SPEC.child("skipNodeOperations"), found);
        found.addTo(errors);
    }

    private static void pool(ResourceSliceSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("pool");
        DeviceNames.pool(path.child("name"), spec.pool().name(), errors);
        if (spec.pool().resourceSliceCount() <= 0) {
            errors.add(FieldError.invalid(
                    path.child("resourceSliceCount"), spec.pool().resourceSliceCount(), "must be greater than zero"));
        }
        if (spec.pool().generation() < 0) {
            errors.add(FieldError.invalid(
                    path.child("generation"), spec.pool().generation(), "must be greater than or equal to zero"));
        }
    }

    private static void unchanged(ResourceSliceSpec spec, ResourceSliceSpec old, List<FieldError> errors) {
        Check.immutable(
                errors,
                SPEC.child("pool").child("name"),
                spec.pool().name(),
                old.pool().name());
        Check.immutable(errors, SPEC.child("driver"), spec.driver(), old.driver());
        Check.immutable(errors, SPEC.child("nodeName"), nodeName(spec), nodeName(old));
    }

    private static Object nodeName(ResourceSliceSpec spec) {
        return spec.hasNodeName() ? spec.nodeName() : Null.NULL;
    }

    /** Which nodes reach the devices is said in exactly one way. */
    private static void nodes(ResourceSliceSpec spec, List<FieldError> errors) {
        List<String> said = new ArrayList<>();
        if (spec.hasNodeName()) {
            if (spec.nodeName().isEmpty()) {
                errors.add(FieldError.invalid(
                        SPEC.child("nodeName"), "", "must be either unset or set to a non-empty string"));
            } else {
                said.add("`nodeName`");
                Check.rule(errors, SPEC.child("nodeName"), spec.nodeName(), Names.dns1123Subdomain(spec.nodeName()));
            }
        }
        if (spec.hasNodeSelector()) {
            said.add("`nodeSelector`");
            NodeSelectorValidator.required(spec.nodeSelector(), SPEC.child("nodeSelector"), errors);
            if (spec.nodeSelector().nodeSelectorTerms().size() != 1) {
                errors.add(FieldError.invalid(
                        SPEC.child("nodeSelector").child("nodeSelectorTerms"),
                        InternalForm.terms(spec.nodeSelector().nodeSelectorTerms()),
                        "must have exactly one node selector term"));
            }
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

    private static void devices(
            ResourceSliceSpec spec,
            @Nullable ResourceSliceSpec old,
            CapacityPolicyValidator policies,
            RuleErrors errors) {
        List<Device> devices = spec.devices();
        FieldPath path = SPEC.child("devices");
        boolean advanced = devices.stream()
                .anyMatch(device -> device.hasTaints()
                        || device.hasConsumesCounters()
                        || device.attributes().values().stream().anyMatch(DeviceAttributeValidator::isList));
        int max = advanced ? ADVANCED_DEVICES_MAX : DEVICES_MAX;
        if (devices.size() > max) {
            errors.coded().add(FieldError.tooMany(path, devices.size(), max));
            return;
        }
        Map<String, Device> before = new HashMap<>();
        if (old != null) {
            old.devices().forEach(device -> before.put(device.name(), device));
        }
        for (int i = 0; i < devices.size(); i++) {
            DeviceValidator.device(
                    devices.get(i),
                    before.get(devices.get(i).name()),
                    spec.perDeviceNodeSelection(),
                    policies,
                    path.index(i),
                    errors);
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < devices.size(); i++) {
            if (!names.add(devices.get(i).name())) {
                errors.coded()
                        .add(FieldError.duplicate(path.index(i), devices.get(i).name()));
            }
        }
    }

    private static void counterSets(List<CounterSet> sets, FieldPath path, RuleErrors errors) {
        if (errors.tooMany(sets, COUNTER_SETS_MAX, path)) {
            return;
        }
        errors.unique(sets, CounterSet::name, path);
        for (int i = 0; i < sets.size(); i++) {
            CounterSet set = sets.get(i);
            DeviceCountersValidator.counters("name", set.name(), set.counters(), path.index(i), errors);
        }
    }
}
