package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.AllocatedDeviceStatus;
import dev.carafe.kubernetes.api.resource.v1.NetworkDeviceData;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ConditionsValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What drivers tell of devices that a claim has (pkg/apis/resource/validation). */
final class AllocatedDeviceValidator {
    private static final int CONDITIONS_MAX = 8;
    private static final int INTERFACE_NAME_BYTES_MAX = 256;
    private static final int HARDWARE_ADDRESS_BYTES_MAX = 128;
    private static final int ADDRESSES_MAX = 16;
    private static final int POOL_BYTES_MAX = 253;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private AllocatedDeviceValidator() {}

    /**
     * Checks one device's status.
     *
     * @param allocated whether the claim has the device
     */
    static void device(AllocatedDeviceStatus device, boolean allocated, FieldPath path, RuleErrors errors) {
        List<FieldError> coded = errors.coded();
        DeviceNames.driver(path.child("driver"), device.driver(), coded);
        DeviceNames.pool(path.child("pool"), device.pool(), coded);
        DeviceNames.device(path.child("device"), device.device(), coded);
        if (!allocated) {
            Struct shown = Struct.builder()
                    .put("Driver", device.driver())
                    .put("Pool", device.pool())
                    .put("Device", device.device())
                    .put("ShareID", device.shareID())
                    .build();
            coded.add(FieldError.invalid(path, shown, "must be an allocated device in the claim"));
        }
        if (device.hasShareID()) {
            share(device.shareID(), path.child("shareID"), errors.declared());
        }
        if (device.conditions().size() > CONDITIONS_MAX) {
            coded.add(FieldError.tooMany(
                    path.child("conditions"), device.conditions().size(), CONDITIONS_MAX));
        }
        ConditionsValidator.validate(device.conditions(), path.child("conditions"), coded);
        Object data = device.struct().get("data");
        if (data != null) {
            DeviceConfigValidator.data(data, false, path.child("data"), coded);
        }
        if (device.hasNetworkData()) {
            network(device.networkData(), path.child("networkData"), errors);
        }
    }

    private static void network(NetworkDeviceData data, FieldPath path, RuleErrors errors) {
        tooLong(data.interfaceName(), INTERFACE_NAME_BYTES_MAX, path.child("interfaceName"), errors.declared());
        FieldPath addresses = path.child("ips");
        if (!errors.tooMany(data.ips(), ADDRESSES_MAX, addresses)) {
            errors.unique(data.ips(), address -> address, addresses);
            for (int i = 0; i < data.ips().size(); i++) {
                address(data.ips().get(i), addresses.index(i), errors.coded());
            }
        }
        tooLong(data.hardwareAddress(), HARDWARE_ADDRESS_BYTES_MAX, path.child("hardwareAddress"), errors.declared());
    }

    private static void tooLong(String text, int bytesMax, FieldPath path, List<FieldError> errors) {
        if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            errors.add(FieldError.tooLong(path, bytesMax));
        }
    }

    private static void address(String address, FieldPath path, List<FieldError> errors) {
        Optional<String> canonical = InterfaceAddress.canonical(address);
        if (canonical.isEmpty()) {
            errors.add(FieldError.invalid(
                    path, address, "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)"));
        } else if (!canonical.get().equals(address)) {
            errors.add(FieldError.invalid(path, address, "must be in canonical form (\"" + canonical.get() + "\")"));
        }
    }

    /** A pool's name as tags declare it. */
    static void pool(String name, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path, name)) {
            return;
        }
        tooLong(name, POOL_BYTES_MAX, path, errors);
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String prefix = "segment " + i + ": ";
            if (parts[i].isEmpty()) {
                errors.add(FieldError.invalid(path, name, prefix + "must not be empty"));
            } else {
                for (String message : Names.dns1123Subdomain(parts[i])) {
                    errors.add(FieldError.invalid(path, parts[i], prefix + message));
                }
            }
        }
    }

    static void share(String share, FieldPath path, List<FieldError> errors) {
        if (!UUID.matcher(share).matches()) {
            errors.add(FieldError.invalid(path, share, "must be a lowercase UUID in 8-4-4-4-12 format"));
        }
    }
}
