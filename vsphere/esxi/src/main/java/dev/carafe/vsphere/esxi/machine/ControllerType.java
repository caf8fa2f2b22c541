package dev.carafe.vsphere.esxi.machine;

import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of disk controllers, by the names that {@code virtualDev} has in a {@code .vmx}. */
public enum ControllerType {
    IDE(BusFamily.IDE, ""),
    AHCI(BusFamily.SATA, ""),
    NVME(BusFamily.NVME, ""),
    BUS_LOGIC(BusFamily.SCSI, "buslogic"),
    LSI_LOGIC(BusFamily.SCSI, "lsilogic"),
    LSI_LOGIC_SAS(BusFamily.SCSI, "lsisas1068"),
    PVSCSI(BusFamily.SCSI, "pvscsi");

    private final BusFamily family;
    private final String virtualDev;

    ControllerType(BusFamily family, String virtualDev) {
        this.family = family;
        this.virtualDev = virtualDev;
    }

    public BusFamily family() {
        return family;
    }

    /** The name in a {@code .vmx}; empty where the family has one kind of controller only. */
    public String virtualDev() {
        return virtualDev;
    }

    /** The SCSI controller of that {@code virtualDev}, whatever its case. */
    public static Optional<ControllerType> scsi(String virtualDev) {
        return Stream.of(values())
                .filter(type -> type.family == BusFamily.SCSI && type.virtualDev.equalsIgnoreCase(virtualDev))
                .findFirst();
    }
}
