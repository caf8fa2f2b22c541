package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.AllocatedDeviceStatus;
import dev.carafe.kubernetes.api.resource.v1.AllocationResult;
import dev.carafe.kubernetes.api.resource.v1.DeviceAllocationConfiguration;
import dev.carafe.kubernetes.api.resource.v1.DeviceRequestAllocationResult;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaim;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimConsumerReference;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.NodeSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a claim got, and who uses it (pkg/apis/resource/validation). */
public final class ClaimAllocationValidator {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final int RESULTS_MAX = 32;
    private static final int CONFIGS_MAX = 64;
    private static final int CONSUMERS_MAX = 256;

    private ClaimAllocationValidator() {}

    /** One device, or one share of one. */
    private record Allocated(String driver, String pool, String device, String share) {}

    public static void status(ResourceClaim claim, ResourceClaim old, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        ResourceClaimStatus status = claim.status();
        boolean was = old.status().hasAllocation();
        if (was && status.hasAllocation()) {
            if (!status.allocation().equals(old.status().allocation())) {
                found.declared()
                        .add(FieldError.invalid(
                                STATUS.child("allocation"), Null.NULL, "field cannot be modified once set"));
            }
        }
        RuleErrors allocation = new RuleErrors();
        if (!was && status.hasAllocation()) {
            allocation(
                    status.allocation(),
                    new DeviceRequestNames(claim.spec().devices()),
                    STATUS.child("allocation"),
                    allocation);
            found.declared().addAll(allocation.declared());
        }
        consumers(status, found);
        devices(status, found);
        reserved(claim, old.status(), found.coded());
        found.coded().addAll(allocation.coded());
        found.addTo(errors);
    }

    private static void consumers(ResourceClaimStatus status, RuleErrors errors) {
        FieldPath path = STATUS.child("reservedFor");
        List<ResourceClaimConsumerReference> consumers = status.reservedFor();
        if (errors.tooMany(consumers, CONSUMERS_MAX, path)) {
            return;
        }
        for (int i = 0; i < consumers.size(); i++) {
            FieldPath at = path.index(i);
            Check.present(errors.coded(), at.child("resource"), consumers.get(i).resource());
            Check.present(errors.coded(), at.child("name"), consumers.get(i).name());
            Check.present(errors.coded(), at.child("uid"), consumers.get(i).uid());
        }
        errors.unique(consumers, ResourceClaimConsumerReference::uid, path);
    }

    private static void devices(ResourceClaimStatus status, RuleErrors errors) {
        Set<Allocated> allocated = new HashSet<>();
        for (DeviceRequestAllocationResult result :
                status.allocation().devices().results()) {
            allocated.add(new Allocated(result.driver(), result.pool(), result.device(), result.shareID()));
        }
        FieldPath path = STATUS.child("devices");
        List<AllocatedDeviceStatus> devices = status.devices();
        errors.unique(devices, ClaimAllocationValidator::of, path);
        for (int i = 0; i < devices.size(); i++) {
            AllocatedDeviceValidator.device(
                    devices.get(i), allocated.contains(of(devices.get(i))), path.index(i), errors);
        }
    }

    private static Allocated of(AllocatedDeviceStatus device) {
        return new Allocated(device.driver(), device.pool(), device.device(), device.shareID());
    }

    private static void reserved(ResourceClaim claim, ResourceClaimStatus old, List<FieldError> errors) {
        List<ResourceClaimConsumerReference> consumers = claim.status().reservedFor();
        if (consumers.isEmpty()) {
            return;
        }
        if (!claim.status().hasAllocation()) {
            errors.add(FieldError.forbidden(
                    STATUS.child("reservedFor"), "may not be specified when `allocated` is not set"));
        } else if (claim.metadata().hasDeletionTimestamp()
                && !new HashSet<>(old.reservedFor()).containsAll(consumers)) {
            errors.add(FieldError.forbidden(
                    STATUS.child("reservedFor"),
                    "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set"));
        }
    }

    private static void allocation(
            AllocationResult allocation, DeviceRequestNames names, FieldPath path, RuleErrors errors) {
        FieldPath results = path.child("devices").child("results");
        List<DeviceRequestAllocationResult> devices = allocation.devices().results();
        if (!errors.tooMany(devices, RESULTS_MAX, results)) {
            for (int i = 0; i < devices.size(); i++) {
                result(devices.get(i), names, results.index(i), errors);
            }
        }
        FieldPath configs = path.child("devices").child("config");
        List<DeviceAllocationConfiguration> given = allocation.devices().config();
        if (!errors.tooMany(given, CONFIGS_MAX, configs)) {
            for (int i = 0; i < given.size(); i++) {
                DeviceAllocationConfiguration config = given.get(i);
                FieldPath at = configs.index(i);
                Check.requiredOneOf(
                        errors.declared(), at.child("source"), config.source(), List.of("FromClaim", "FromClass"));
                names.references(config.requests(), at.child("requests"), errors);
                DeviceConfigValidator.opaque(config.opaque(), config.hasOpaque(), false, at.child("opaque"), errors);
            }
        }
        if (allocation.hasNodeSelector()) {
            NodeSelectorValidator.required(allocation.nodeSelector(), path.child("nodeSelector"), errors.coded());
        }
    }

    private static void result(
            DeviceRequestAllocationResult result, DeviceRequestNames names, FieldPath path, RuleErrors errors) {
        names.reference(result.request(), path.child("request"), errors.coded());
        DeviceNames.device(path.child("device"), result.device(), errors.coded());
        DeviceConfigValidator.driver(result.driver(), path.child("driver"), errors.declared());
        AllocatedDeviceValidator.pool(result.pool(), path.child("pool"), errors.declared());
        DeviceBindingValidator.conditions(result.bindingConditions(), result.bindingFailureConditions(), path, errors);
        DeviceTolerationValidator.tolerations(result.tolerations(), path.child("tolerations"), errors);
        if (result.hasShareID()) {
            AllocatedDeviceValidator.share(result.shareID(), path.child("shareID"), errors.declared());
        }
        SkippedOperationsValidator.operations(result.skipNodeOperations(), path.child("skipNodeOperations"), errors);
    }
}
