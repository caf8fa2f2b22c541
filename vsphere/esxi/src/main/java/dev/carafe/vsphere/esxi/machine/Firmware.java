package dev.carafe.vsphere.esxi.machine;

/** What starts the machine ({@code GuestOsDescriptorFirmwareType}). */
public enum Firmware {
    BIOS("bios"),
    EFI("efi");

    private final String value;

    Firmware(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
