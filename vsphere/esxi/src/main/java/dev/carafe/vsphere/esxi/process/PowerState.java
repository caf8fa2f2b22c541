package dev.carafe.vsphere.esxi.process;

/** As the API has it ({@code VirtualMachinePowerState}). */
public enum PowerState {
    POWERED_OFF,
    POWERED_ON,
    SUSPENDED
}
