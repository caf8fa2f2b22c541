package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.apiregistration.v1.APIService;
import dev.carafe.kubernetes.api.resource.v1.DeviceRequest;
import dev.carafe.kubernetes.api.resource.v1.DeviceSubRequest;
import dev.carafe.kubernetes.api.resource.v1.ExactDeviceRequest;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaim;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimSpec;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimTemplate;
import dev.carafe.kubernetes.api.storage.v1.CSIDriver;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Defaults of kinds by which a cluster is extended: drivers, API services, claims to devices. */
public final class ExtensionDefaults {
    private static final int HTTPS_PORT = 443;
    private static final String EXACT_COUNT = "ExactCount";

    private ExtensionDefaults() {}

    public static CSIDriver csiDriver(CSIDriver driver) {
        var spec = driver.spec();
        spec = spec.hasAttachRequired() ? spec : spec.withAttachRequired(true);
        spec = spec.hasPodInfoOnMount() ? spec : spec.withPodInfoOnMount(false);
        spec = spec.hasStorageCapacity() ? spec : spec.withStorageCapacity(false);
        spec = spec.hasFsGroupPolicy() ? spec : spec.withFsGroupPolicy("ReadWriteOnceWithFSType");
        spec = spec.volumeLifecycleModes().isEmpty() ? spec.withVolumeLifecycleModes(List.of("Persistent")) : spec;
        spec = spec.hasRequiresRepublish() ? spec : spec.withRequiresRepublish(false);
        spec = spec.hasSeLinuxMount() ? spec : spec.withSeLinuxMount(false);
        spec = spec.hasPreventPodSchedulingIfMissing() ? spec : spec.withPreventPodSchedulingIfMissing(false);
        return driver.withSpec(spec);
    }

    public static APIService apiService(APIService service) {
        var spec = service.spec();
        return spec.hasService() && !spec.service().hasPort()
                ? service.withSpec(spec.withService(spec.service().withPort(HTTPS_PORT)))
                : service;
    }

    public static ResourceClaim claim(ResourceClaim claim) {
        return claim.withSpec(spec(claim.spec()));
    }

    public static ResourceClaimTemplate template(ResourceClaimTemplate template) {
        var spec = template.spec();
        return template.withSpec(spec.withSpec(spec(spec.spec())));
    }

    private static ResourceClaimSpec spec(ResourceClaimSpec spec) {
        var devices = spec.devices();
        return devices.requests().isEmpty()
                ? spec
                : spec.withDevices(devices.withRequests(devices.requests().stream()
                        .map(ExtensionDefaults::request)
                        .toList()));
    }

    private static DeviceRequest request(DeviceRequest request) {
        if (request.hasExactly()) {
            ExactDeviceRequest exactly = request.exactly();
            return request.withExactly(new ExactDeviceRequest(amount(exactly.struct())));
        }
        return request.firstAvailable().isEmpty()
                ? request
                : request.withFirstAvailable(request.firstAvailable().stream()
                        .map(alternative -> new DeviceSubRequest(amount(alternative.struct())))
                        .toList());
    }

    /** One device, where nothing is said of how many. */
    private static Struct amount(Struct request) {
        ExactDeviceRequest asked = new ExactDeviceRequest(request); // an alternative has the same fields
        asked = asked.allocationMode().isEmpty() ? asked.withAllocationMode(EXACT_COUNT) : asked;
        boolean one = asked.allocationMode().equals(EXACT_COUNT) && asked.count() == 0;
        return (one ? asked.withCount(1) : asked).struct();
    }
}
