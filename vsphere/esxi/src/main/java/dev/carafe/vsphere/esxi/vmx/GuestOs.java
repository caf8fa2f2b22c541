package dev.carafe.vsphere.esxi.vmx;

import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestOsIdentifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The names of guest operating systems: {@code debian12-64} in a {@code .vmx} is {@code debian12_64Guest} in the API. */
final class GuestOs {
    private static final String UNKNOWN = "otherGuest";

    /** Names of a {@code .vmx} that the rule below does not make, by what it makes. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "vmwarephoton-64", "vmware-photon-64",
            "winlonghorn", "longhorn",
            "winlonghorn-64", "longhorn-64");

    private static final Map<String, String> API_BY_VMX = Arrays.stream(VirtualMachineGuestOsIdentifier.values())
            .filter(id -> id != VirtualMachineGuestOsIdentifier.UNRECOGNIZED)
            .map(VirtualMachineGuestOsIdentifier::wire)
            .collect(Collectors.toMap(GuestOs::toVmx, id -> id, (first, _) -> first, HashMap::new));

    private GuestOs() {}

    /** The API's identifier; what is not known is the API's name for any other system, as in vSphere. */
    static String toApi(String vmx) {
        String name = vmx.strip().toLowerCase(Locale.ROOT);
        String found = API_BY_VMX.get(name);
        if (found != null) {
            return found;
        }
        return name.contains("guest") ? vmx.strip() : UNKNOWN; // some tools write the API's name
    }

    /** The name for a {@code .vmx}. */
    static String toVmx(String api) {
        String name = api.replace("Guest", "").toLowerCase(Locale.ROOT).replace("server", "srv");
        String dashed = name.endsWith("_64")
                ? name.substring(0, name.length() - 3) + "-64"
                : name.endsWith("64") ? name.substring(0, name.length() - 2) + "-64" : name;
        return EXCEPTIONS.getOrDefault(dashed, dashed);
    }
}
