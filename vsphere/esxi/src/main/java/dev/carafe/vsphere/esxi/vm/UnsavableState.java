package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DisallowedMigrationDeviceAttached;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import java.util.Optional;

/** Refuses, before anything is done, what needs the state of a running machine that has a device whose state QEMU cannot save. */
final class UnsavableState {
    private UnsavableState() {}

    /** @throws FaultException NotSupported when the machine cannot be suspended */
    static void refuseSuspend(Machine machine) {
        find(machine).ifPresent(controller -> {
            throw NotSupported.builder()
                    .build()
                    .exception("A virtual machine with an NVMe controller cannot be suspended: " + why(controller));
        });
    }

    /** @throws FaultException NotSupported when no snapshot with memory can be taken of the machine */
    static void refuseMemorySnapshot(Machine machine) {
        find(machine).ifPresent(controller -> {
            throw NotSupported.builder()
                    .build()
                    .exception(
                            "A snapshot of a running virtual machine with an NVMe controller cannot have its memory: "
                                    + why(controller) + " Take it without memory.");
        });
    }

    /** @throws FaultException DisallowedMigrationDeviceAttached when the machine cannot change its host while it runs */
    static void refuseMove(Machine machine) {
        find(machine).ifPresent(controller -> {
            String sentence =
                    "A running virtual machine with an NVMe controller cannot change its host: " + why(controller);
            throw DisallowedMigrationDeviceAttached.builder()
                    .fault(new LocalizedMethodFault(NotSupported.builder().build(), sentence))
                    .build()
                    .exception(sentence);
        });
    }

    private static Optional<Controller> find(Machine machine) {
        return machine.state().hardware().devices().unsavable();
    }

    private static String why(Controller controller) {
        return "the state of " + controller.name() + " cannot be saved.";
    }
}
