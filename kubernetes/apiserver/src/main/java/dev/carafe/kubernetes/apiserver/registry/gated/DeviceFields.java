package dev.carafe.kubernetes.apiserver.registry.gated;

import java.util.List;
import java.util.stream.Stream;

/** The guarded fields of dynamic resource allocation; upstream {@code pkg/registry/resource} and {@code pkg/api/resourceclaimspec}. */
final class DeviceFields {
    private static final String[] CAPACITY_OF_SPEC = {
        "devices.constraints.*.distinctAttribute",
        "devices.requests.*.exactly.capacity",
        "devices.requests.*.firstAvailable.*.capacity"
    };
    private static final String RESULTS = "allocation.devices.results.*.";

    private static final List<GatedField> CLAIM_SPEC = List.of(
            GatedField.of(
                    "DRADeviceTaints",
                    "devices.requests.*.exactly.tolerations",
                    "devices.requests.*.firstAvailable.*.tolerations"),
            GatedField.of("DRAConsumableCapacity", CAPACITY_OF_SPEC),
            GatedField.of(
                    "DRADerivedAttributes",
                    "devices.requests.*.exactly.derivedAttributes",
                    "devices.requests.*.firstAvailable.*.derivedAttributes"));

    static final List<GatedField> CLAIM_TEMPLATE = in("spec.spec").toList();

    static final List<GatedField> CLAIM =
            Stream.concat(in("spec"), ofClaimStatus()).toList();

    static final List<GatedField> SLICE = Stream.of(
                    GatedField.of("DRADeviceTaints", "devices.*.taints"),
                    GatedField.of(
                            "DRAPartitionableDevices",
                            "sharedCounters|perDeviceNodeSelection",
                            "devices.*.consumesCounters|nodeName|nodeSelector|allNodes"),
                    GatedField.of(
                            "DRADeviceBindingConditions",
                            "devices.*.bindingConditions|bindingFailureConditions|bindsToNode"),
                    GatedField.of(
                            "DRAConsumableCapacity",
                            "devices.*.allowMultipleAllocations",
                            "devices.*.capacity.*.requestPolicy"),
                    GatedField.of("DRADeviceCompatibilityGroups", "devices.*.consumesCounters.*.compatibilityGroups"),
                    GatedField.keptBy(
                            "DRANodeAllocatableResources",
                            List.of("devices.*.nodeAllocatableResources.*"),
                            "devices.*.nodeAllocatableResources"),
                    GatedField.of("DRAListTypeAttributes", "devices.*.attributes.*.bools|ints|strings|versions"),
                    GatedField.of("DRAPartitionableDevicesType", "partitionTypeAttribute"),
                    GatedField.of("DRAOptionalNodeOperations", "skipNodeOperations"))
            .map(field -> field.in("spec"))
            .toList();

    private DeviceFields() {}

    private static Stream<GatedField> in(String part) {
        return CLAIM_SPEC.stream().map(field -> field.in(part));
    }

    /** What was allocated for a claim that uses a feature may show it. */
    private static Stream<GatedField> ofClaimStatus() {
        String[] capacity = {"status." + RESULTS + "shareID|consumedCapacity", "status.devices.*.shareID"};
        List<String> uses = Stream.concat(Stream.of(CAPACITY_OF_SPEC).map(way -> "spec." + way), Stream.of(capacity))
                .toList();
        return Stream.of(
                GatedField.keptBy("DRAConsumableCapacity", uses, capacity),
                GatedField.of("DRADeviceBindingConditions", RESULTS + "bindingConditions|bindingFailureConditions")
                        .in("status"),
                GatedField.of("DRAOptionalNodeOperations", RESULTS + "skipNodeOperations")
                        .in("status"));
    }
}
