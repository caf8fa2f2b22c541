package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualKeyboard;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVMCIDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVideoCard;
import dev.carafe.vsphere.vim.vim25.VirtualPCIController;
import dev.carafe.vsphere.vim.vim25.VirtualPS2Controller;
import dev.carafe.vsphere.vim.vim25.VirtualPointingDevice;
import dev.carafe.vsphere.vim.vim25.VirtualPointingDeviceDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSIOController;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The devices that no {@code .vmx} names and every machine has. Those that are the same in all machines, or in all that nothing is
 * plugged into, are made once.
 */
final class BuiltInDevices {
    static final VirtualDevice PS2 = VirtualPS2Controller.builder()
            .key(DeviceKeys.PS2)
            .deviceInfo(VirtualDevices.info("PS2 controller 0", "PS2 controller 0"))
            .busNumber(0)
            .device(List.of(DeviceKeys.KEYBOARD, DeviceKeys.POINTING))
            .build();

    static final VirtualDevice KEYBOARD = VirtualKeyboard.builder()
            .key(DeviceKeys.KEYBOARD)
            .deviceInfo(VirtualDevices.info("Keyboard", "Keyboard"))
            .controllerKey(DeviceKeys.PS2)
            .unitNumber(0)
            .build();

    static final VirtualDevice POINTING = VirtualPointingDevice.builder()
            .key(DeviceKeys.POINTING)
            .deviceInfo(VirtualDevices.info("Pointing device", "Pointing device; Device"))
            .backing(VirtualPointingDeviceDeviceBackingInfo.builder()
                    .deviceName("")
                    .useAutoDetect(false)
                    .hostPointingDevice("autodetect")
                    .build())
            .controllerKey(DeviceKeys.PS2)
            .unitNumber(DeviceKeys.POINTING_UNIT)
            .build();

    static final VirtualDevice VMCI = VirtualMachineVMCIDevice.builder()
            .key(DeviceKeys.VMCI)
            .deviceInfo(VirtualDevices.info(
                    "VMCI device",
                    "Device on the virtual machine PCI bus that provides support for the virtual machine"
                            + " communication interface"))
            .controllerKey(DeviceKeys.PCI)
            .unitNumber(DeviceKeys.VMCI_UNIT)
            .id(-1L)
            .allowUnrestrictedCommunication(false)
            .filterEnable(true)
            .build();

    /** By bus. */
    private static final List<VirtualDevice> EMPTY_IDE = IntStream.range(0, DeviceKeys.IDE_COUNT)
            .mapToObj(bus -> makeIde(bus, List.of()))
            .toList();

    private static final VirtualDevice EMPTY_SIO = makeSio(List.of());
    private static final VirtualDevice DEFAULT_VIDEO = makeVideo(Video.DEFAULT);

    private BuiltInDevices() {}

    /** @param on the keys of the devices at it */
    static VirtualDevice ide(int bus, List<Integer> on) {
        return on.isEmpty() ? EMPTY_IDE.get(bus) : makeIde(bus, on);
    }

    private static VirtualDevice makeIde(int bus, List<Integer> on) {
        return VirtualIDEController.builder()
                .key(DeviceKeys.IDE + bus)
                .deviceInfo(VirtualDevices.info("IDE " + bus, "IDE " + bus))
                .busNumber(bus)
                .device(on)
                .build();
    }

    /** @param on the keys of the devices at it */
    static VirtualDevice pci(List<Integer> on) {
        return VirtualPCIController.builder()
                .key(DeviceKeys.PCI)
                .deviceInfo(VirtualDevices.info("PCI controller 0", "PCI controller 0"))
                .busNumber(0)
                .device(on)
                .build();
    }

    /** @param on the keys of the devices at it */
    static VirtualDevice sio(List<Integer> on) {
        return on.isEmpty() ? EMPTY_SIO : makeSio(on);
    }

    private static VirtualDevice makeSio(List<Integer> on) {
        return VirtualSIOController.builder()
                .key(DeviceKeys.SIO)
                .deviceInfo(VirtualDevices.info("SIO controller 0", "SIO controller 0"))
                .busNumber(0)
                .device(on)
                .build();
    }

    static VirtualDevice video(Video video) {
        return video.equals(Video.DEFAULT) ? DEFAULT_VIDEO : makeVideo(video);
    }

    private static VirtualDevice makeVideo(Video video) {
        return VirtualMachineVideoCard.builder()
                .key(video.key())
                .deviceInfo(VirtualDevices.info("Video card", "Video card"))
                .controllerKey(DeviceKeys.PCI)
                .unitNumber(DeviceKeys.VIDEO_UNIT)
                .videoRamSizeInKB((long) video.ramKib())
                .numDisplays(1)
                .useAutoDetect(false)
                .enable3DSupport(false)
                .use3dRenderer("automatic")
                .graphicsMemorySizeInKB(262_144L)
                .build();
    }
}
