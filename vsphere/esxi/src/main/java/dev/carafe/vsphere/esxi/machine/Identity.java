package dev.carafe.vsphere.esxi.machine;

import java.util.UUID;

/**
 * Who a machine is.
 *
 * @param name as shown; not a file name
 * @param biosUuid what the guest reads from its firmware
 * @param instanceUuid what a vCenter knows it by
 * @param guestId the operating system it was made for ({@code VirtualMachineGuestOsIdentifier}), such as {@code debian12_64Guest}
 * @param hardwareVersion the number in {@code vmx-21}
 */
public record Identity(
        String name, UUID biosUuid, UUID instanceUuid, String guestId, int hardwareVersion, String annotation) {
    public static final int HARDWARE_VERSION = 21;
    public static final int NAME_MAX = 80;

    public Identity withHardwareVersion(int changed) {
        return new Identity(name, biosUuid, instanceUuid, guestId, changed, annotation);
    }
}
