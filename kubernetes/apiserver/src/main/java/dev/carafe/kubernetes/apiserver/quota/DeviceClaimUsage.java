package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.resource.v1.DeviceRequest;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaim;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts claims to devices, and the devices that they can get at most, by class (pkg/quota/v1/evaluator/core/resource_claims.go). Devices
 * are not counted as the extended resource that their class stands for: pods that ask for that one are.
 */
final class DeviceClaimUsage implements QuotaEvaluator {
    private static final String COUNT = "count/resourceclaims.resource.k8s.io";
    private static final String OF_CLASS = ".deviceclass.resource.k8s.io/devices";

    /** How many devices a claim gets at most. */
    private static final long ALLOCATED_MAX = 32;

    @Override
    public boolean handles(QuotaRequest request) {
        return request.subresource().isEmpty();
    }

    @Override
    public boolean counts(String bounded) {
        return bounded.equals(COUNT) || bounded.endsWith(OF_CLASS);
    }

    @Override
    public Map<String, Quantity> usage(Struct object) {
        Map<String, Quantity> usage = new LinkedHashMap<>();
        usage.put(COUNT, Amounts.ONE);
        for (DeviceRequest request : new ResourceClaim(object).spec().devices().requests()) {
            usage = Amounts.plus(usage, usage(request));
        }
        return usage;
    }

    /** Of alternatives those count that take most of a class. */
    private static Map<String, Quantity> usage(DeviceRequest request) {
        Map<String, Quantity> usage = new LinkedHashMap<>();
        if (!request.firstAvailable().isEmpty()) {
            request.firstAvailable().forEach(alternative -> {
                Quantity devices = devices(alternative.allocationMode(), alternative.count());
                if (!devices.isZero()) {
                    usage.merge(
                            alternative.deviceClassName() + OF_CLASS,
                            devices,
                            (one, other) -> one.compareTo(other) >= 0 ? one : other);
                }
            });
        } else if (request.hasExactly()) {
            var exactly = request.exactly();
            usage.put(exactly.deviceClassName() + OF_CLASS, devices(exactly.allocationMode(), exactly.count()));
        }
        return usage;
    }

    private static Quantity devices(String mode, long count) {
        return switch (mode) {
            case "ExactCount" -> Quantity.of(count);
            case "All" -> Quantity.of(ALLOCATED_MAX);
            default -> Quantity.ZERO;
        };
    }
}
