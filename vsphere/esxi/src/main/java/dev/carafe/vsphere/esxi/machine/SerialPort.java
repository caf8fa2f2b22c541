package dev.carafe.vsphere.esxi.machine;

/**
 * A serial port whose output goes to a file beside the machine.
 *
 * @param index its number, 0 to 3
 * @param fileName the file, as the {@code .vmx} names it
 */
public record SerialPort(int index, String fileName) implements Device {
    public static final int KEY = 9000;
    public static final int MAX = 4;

    @Override
    public int key() {
        return KEY + index;
    }

    @Override
    public String name() {
        return "serial" + index;
    }
}
