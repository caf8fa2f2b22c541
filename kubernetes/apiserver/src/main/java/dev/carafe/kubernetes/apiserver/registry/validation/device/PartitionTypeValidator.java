package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.Device;
import dev.carafe.kubernetes.api.resource.v1.DeviceAttribute;
import dev.carafe.kubernetes.api.resource.v1.ResourceSliceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attribute by which a slice tells kinds of partitions apart (pkg/apis/resource/validation). */
final class PartitionTypeValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath NAME = SPEC.child("partitionTypeAttribute");

    private PartitionTypeValidator() {}

    /**
     * Checks the attribute of a slice that names one.
     *
     * @param on whether slices may name one; where not, one that did before keeps it as it is
     */
    static void attribute(ResourceSliceSpec spec, @Nullable ResourceSliceSpec old, boolean on, RuleErrors errors) {
        String name = spec.partitionTypeAttribute();
        boolean changed = old == null
                || !old.hasPartitionTypeAttribute()
                || !old.partitionTypeAttribute().equals(name);
        List<FieldError> malformed = new ArrayList<>();
        DeviceNames.fullyQualified(NAME, name, malformed);
        if (changed && on) {
            errors.declared().addAll(malformed);
        } else if (changed) {
            errors.declared().add(FieldError.forbidden(NAME, ""));
        }
        if (spec.devices().stream().noneMatch(Device::hasConsumesCounters)) {
            errors.coded()
                    .add(FieldError.invalid(
                            NAME, name, "may only be set on a slice which declares devices that consume counters"));
        } else if (malformed.isEmpty()) { // no device has a malformed one, and of that enough is said
            devices(spec, name, errors.coded());
        }
    }

    private static void devices(ResourceSliceSpec spec, String name, List<FieldError> errors) {
        for (int i = 0; i < spec.devices().size(); i++) {
            Device device = spec.devices().get(i);
            if (!device.hasConsumesCounters()) {
                continue;
            }
            FieldPath path = SPEC.child("devices").index(i).child("attributes").key(name);
            DeviceAttribute attribute = find(device.attributes(), name, spec.driver());
            if (attribute == null) {
                errors.add(FieldError.required(
                        path,
                        "device consumes counters and `partitionTypeAttribute` names this attribute, so it must be"
                                + " set"));
            } else if (!attribute.hasString()) {
                errors.add(FieldError.invalid(
                        path,
                        InternalForm.values(attribute),
                        "must be a string value because `partitionTypeAttribute` names this attribute"));
            }
        }
    }

    /** An attribute in the driver's domain can be told of by its own name alone. */
    private static @Nullable DeviceAttribute find(Map<String, DeviceAttribute> attributes, String name, String driver) {
        DeviceAttribute whole = attributes.get(name);
        return whole == null && name.startsWith(driver + "/")
                ? attributes.get(name.substring(driver.length() + 1))
                : whole;
    }
}
