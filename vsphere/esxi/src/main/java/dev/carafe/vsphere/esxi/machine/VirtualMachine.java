package dev.carafe.vsphere.esxi.machine;

/** A virtual machine as it is configured; says nothing about whether it runs. */
public record VirtualMachine(
        Identity identity,
        Firmware firmware,
        Cpus cpus,
        Memory memory,
        Devices devices,
        BootOptions boot,
        ExtraConfig extraConfig) {

    public VirtualMachine withIdentity(Identity changed) {
        return new VirtualMachine(changed, firmware, cpus, memory, devices, boot, extraConfig);
    }

    public VirtualMachine withCpus(Cpus changed) {
        return new VirtualMachine(identity, firmware, changed, memory, devices, boot, extraConfig);
    }

    public VirtualMachine withMemory(Memory changed) {
        return new VirtualMachine(identity, firmware, cpus, changed, devices, boot, extraConfig);
    }

    public VirtualMachine withDevices(Devices changed) {
        return new VirtualMachine(identity, firmware, cpus, memory, changed, boot, extraConfig);
    }

    public VirtualMachine withExtraConfig(ExtraConfig changed) {
        return new VirtualMachine(identity, firmware, cpus, memory, devices, boot, changed);
    }

    /** The same, once it is sure that it can be built. */
    public VirtualMachine checked() throws InvalidHardwareException {
        HardwareCheck.check(this);
        return this;
    }
}
