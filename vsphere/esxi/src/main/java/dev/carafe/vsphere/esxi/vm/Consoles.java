package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineTicket;
import java.io.IOException;

/** What machines need of the host's console service. */
public interface Consoles {
    /** A host without consoles. */
    Consoles NONE = new Consoles() {
        @Override
        public VirtualMachineTicket ticket(String type, MachineProcess process, String vmxPath) {
            throw Faults.notSupported("this host serves no consoles");
        }

        @Override
        public int type(UsbScanCodeSpec keys, MachineProcess process) {
            throw Faults.notSupported("this host serves no consoles");
        }
    };

    /**
     * A ticket, good once, for a running machine's console.
     *
     * @param type {@code webmks}, {@code vnc} or {@code mks}
     * @throws FaultException NotSupported for other types
     */
    VirtualMachineTicket ticket(String type, MachineProcess process, String vmxPath);

    /** Presses keys; returns how many. */
    int type(UsbScanCodeSpec keys, MachineProcess process) throws IOException;
}
