package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;

/** The makes of disk controllers, and how many disks and how many of its kind a machine may have. */
public enum ControllerType {
    PVSCSI(16, 4),
    LSI_LOGIC(16, 4),
    LSI_LOGIC_SAS(16, 4),
    SATA(30, 4),
    NVME(15, 4),
    /** There from the start, and never added. */
    IDE(2, 2);

    /** What a SCSI controller itself has on its bus. */
    private static final int SCSI_OWN_UNIT = 7;

    private final int units;
    private final int buses;

    ControllerType(int units, int buses) {
        this.units = units;
        this.buses = buses;
    }

    /** How many units its bus has, the controller's own included. */
    int units() {
        return units;
    }

    /** How many controllers of its kind a machine may have. */
    int buses() {
        return buses;
    }

    boolean isOwnUnit(int unit) {
        return isScsi() && unit == SCSI_OWN_UNIT;
    }

    private boolean isScsi() {
        return this == PVSCSI || this == LSI_LOGIC || this == LSI_LOGIC_SAS;
    }

    boolean isMakeOf(VirtualController controller) {
        return switch (this) {
            case PVSCSI -> controller instanceof ParaVirtualSCSIController;
            case LSI_LOGIC -> controller instanceof VirtualLsiLogicController;
            case LSI_LOGIC_SAS -> controller instanceof VirtualLsiLogicSASController;
            case SATA -> controller instanceof VirtualAHCIController;
            case NVME -> controller instanceof VirtualNVMEController;
            case IDE -> controller instanceof VirtualIDEController;
        };
    }

    /** Whether a controller counts against the same bound: all SCSI controllers share one. */
    boolean sharesBusesWith(VirtualController controller) {
        return isScsi() ? controller instanceof VirtualSCSIController : isMakeOf(controller);
    }

    VirtualController make(int key, int bus) {
        return switch (this) {
            case PVSCSI ->
                ParaVirtualSCSIController.builder()
                        .key(key)
                        .busNumber(bus)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            case LSI_LOGIC ->
                VirtualLsiLogicController.builder()
                        .key(key)
                        .busNumber(bus)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            case LSI_LOGIC_SAS ->
                VirtualLsiLogicSASController.builder()
                        .key(key)
                        .busNumber(bus)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            case SATA -> VirtualAHCIController.builder().key(key).busNumber(bus).build();
            case NVME -> VirtualNVMEController.builder().key(key).busNumber(bus).build();
            case IDE -> VirtualIDEController.builder().key(key).busNumber(bus).build();
        };
    }
}
