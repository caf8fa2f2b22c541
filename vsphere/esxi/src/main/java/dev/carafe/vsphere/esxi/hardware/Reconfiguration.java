package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.util.List;

/**
 * What a config spec comes to.
 *
 * @param machine as it is to be, checked
 * @param actions what is to be done with files: all but the destruction of disks before the machine is changed, that after it
 */
public record Reconfiguration(VirtualMachine machine, List<FileAction> actions) {
    public Reconfiguration {
        actions = List.copyOf(actions);
    }
}
