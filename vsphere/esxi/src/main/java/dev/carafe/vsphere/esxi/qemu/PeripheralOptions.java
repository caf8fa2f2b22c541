package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.UsbController;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The options of floppy drives and USB controllers. A precision clock has none: a guest reads the host's clock from the real-time
 * clock, which follows it.
 */
final class PeripheralOptions {
    private static final String UHCI_SLOT = "0x13.";
    private static final String XHCI_SLOT = "0x14";
    /** An EHCI controller of Intel's ICH9 has three companions for the slow devices on its six ports. */
    private static final int COMPANIONS = 3;

    private PeripheralOptions() {}

    static void of(
            Peripherals peripherals,
            Placement placement,
            BootIndexes order,
            Consumer<JsonObject> blockdev,
            Consumer<JsonObject> device) {
        peripherals.usbControllers().forEach(controller -> usb(controller, device));
        if (peripherals.floppies().isEmpty()) {
            return;
        }
        JsonObject controller = JsonObject.of("driver", "isa-fdc").with("id", "fdc");
        for (Floppy floppy : peripherals.floppies()) {
            controller = controller.with(floppy.index() == 0 ? "bootindexA" : "bootindexB", order.of(floppy));
        }
        device.accept(controller);
        for (Floppy floppy : peripherals.floppies()) {
            JsonObject drive = JsonObject.of("driver", "floppy")
                    .with("id", DeviceOptions.id(floppy.key()))
                    .with("bus", "fdc.0")
                    .with("unit", floppy.index());
            Path image = placement.media().get(floppy.key());
            if (image == null) {
                device.accept(drive);
            } else {
                blockdev.accept(BlockNodes.mediumNode(floppy.key(), image, false));
                device.accept(drive.with("drive", BlockNodes.medium(floppy.key())));
            }
        }
    }

    private static void usb(UsbController controller, Consumer<JsonObject> device) {
        switch (controller.type()) {
            case XHCI ->
                device.accept(JsonObject.of("driver", "qemu-xhci")
                        .with("id", DeviceOptions.id(controller.key()))
                        .with("addr", XHCI_SLOT));
            case UHCI -> {
                if (controller.ehci()) {
                    device.accept(JsonObject.of("driver", "ich9-usb-ehci1")
                            .with("id", "ehci")
                            .with("addr", UHCI_SLOT + 7)
                            .with("multifunction", true));
                    for (int companion = 0; companion < COMPANIONS; companion++) {
                        device.accept(JsonObject.of("driver", "ich9-usb-uhci" + (companion + 1))
                                .with("id", "uhci" + companion)
                                .with("addr", UHCI_SLOT + companion)
                                .with("multifunction", true)
                                .with("masterbus", "ehci.0")
                                .with("firstport", 2 * companion));
                    }
                } else {
                    device.accept(JsonObject.of("driver", "piix3-usb-uhci")
                            .with("id", "uhci0")
                            .with("addr", UHCI_SLOT + 0));
                }
            }
        }
    }
}
