package dev.carafe.vsphere.esxi.machine;

/** Whatever has a device key of its own in a machine. */
public sealed interface Device
        permits Controller, Disk, Cdrom, Nic, SerialPort, Floppy, UsbController, PrecisionClock, Video {
    /** The key that the vSphere API knows the device by; unique in its machine. */
    int key();

    /** The device's name in a {@code .vmx}, such as {@code scsi0:1} or {@code ethernet0}; also what errors call it. */
    String name();
}
