package dev.carafe.cloudprovider.vsphere;

import java.util.Locale;
import java.util.regex.Pattern;

/** How nodes and VMs name each other; no I/O. */
final class VirtualMachineIds {
    static final String PROVIDER_NAME = "vsphere";

    private static final String PREFIX = PROVIDER_NAME + "://";
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private VirtualMachineIds() {}

    /** A VM's BIOS UUID as a providerID. */
    static String providerID(String uuid) {
        return PREFIX + canonical(uuid);
    }

    /** The BIOS UUID of a providerID; what has another form stays as it is, and is then not found. */
    static String uuid(String providerID) {
        return canonical(providerID.startsWith(PREFIX) ? providerID.substring(PREFIX.length()) : providerID);
    }

    /** As vCenter writes it: in small letters, without spaces around. */
    static String canonical(String uuid) {
        return uuid.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The same UUID with the bytes of its first three groups turned round: SMBIOS keeps those little-endian since 2.6, and
     * guests differ in whether they read them so. Turning it twice gives the first again.
     *
     * <pre>
     * 56492e42-22ad-3911-6d72-59cc8f26bc90
     * 422e4956-ad22-1139-6d72-59cc8f26bc90
     * </pre>
     *
     * @return the text itself where it is no UUID
     */
    static String swapped(String uuid) {
        String id = canonical(uuid);
        if (!UUID.matcher(id).matches()) {
            return uuid;
        }
        return id.substring(6, 8)
                + id.substring(4, 6)
                + id.substring(2, 4)
                + id.substring(0, 2)
                + '-'
                + id.substring(11, 13)
                + id.substring(9, 11)
                + '-'
                + id.substring(16, 18)
                + id.substring(14, 16)
                + id.substring(18);
    }
}
