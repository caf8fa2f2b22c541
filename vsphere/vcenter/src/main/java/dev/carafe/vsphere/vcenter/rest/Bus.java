package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSATAController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What disks and drives are on: vAPI's {@code HostBusAdapterType}. */
enum Bus {
    SCSI(16),
    SATA(30),
    NVME(15),
    IDE(2);

    /** The unit of a SCSI controller itself. */
    private static final int SCSI_OWN_UNIT = 7;

    private final int units;

    Bus(int units) {
        this.units = units;
    }

    /** The field of an address of this kind. */
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a controller of this kind has such a unit for a device. */
    boolean hasUnit(int unit) {
        return unit >= 0 && unit < units && !(this == SCSI && unit == SCSI_OWN_UNIT);
    }

    /** How many numbers of units there are, the controller's own among them. */
    int units() {
        return units;
    }

    /** @return null for what is no such controller */
    static @Nullable Bus of(@Nullable VirtualDevice controller) {
        return switch (controller) {
            case VirtualSCSIController _ -> SCSI;
            case VirtualSATAController _ -> SATA;
            case VirtualNVMEController _ -> NVME;
            case VirtualIDEController _ -> IDE;
            case null, default -> null;
        };
    }

    /** A controller of this kind, as one is made where nobody says which. */
    VirtualController controller() {
        return switch (this) {
            case SCSI ->
                ParaVirtualSCSIController.builder()
                        .key(0)
                        .busNumber(0)
                        .sharedBus(VirtualSCSISharing.NO_SHARING)
                        .build();
            case SATA -> VirtualAHCIController.builder().key(0).busNumber(0).build();
            case NVME -> VirtualNVMEController.builder().key(0).busNumber(0).build();
            case IDE -> VirtualIDEController.builder().key(0).busNumber(0).build();
        };
    }

    /** Where a device is, as its address says. */
    Map<String, Object> address(VirtualController controller, int unit) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (this == IDE) {
            fields.put("primary", controller.busNumber() == 0);
            fields.put("master", unit == 0);
        } else {
            fields.put("bus", controller.busNumber());
            fields.put("unit", unit);
        }
        return fields;
    }
}
