package dev.carafe.vsphere.esxi.machine;

import java.util.Optional;

/**
 * A serial port.
 *
 * @param index its number, 0 to 3
 * @param backing where its line ends
 */
public record SerialPort(int index, Backing backing) implements Device {
    public static final int KEY = 9000;
    public static final int MAX = 4;

    /** Where a serial line ends. */
    public sealed interface Backing {}

    /**
     * Output goes to a file beside the machine.
     *
     * @param fileName the file, as the {@code .vmx} names it
     */
    public record LogFile(String fileName) implements Backing {}

    /**
     * A line over the network. It is kept and shown, and connected to nothing: machines' processes have no network.
     *
     * @param direction {@code client} or {@code server}
     * @param proxyUri empty for none
     */
    public record NetworkLine(String serviceUri, String direction, String proxyUri) implements Backing {}

    public SerialPort(int index, String fileName) {
        this(index, new LogFile(fileName));
    }

    /** The file that output goes to, as the {@code .vmx} names it; empty for a line over the network. */
    public Optional<String> fileName() {
        return backing instanceof LogFile(String fileName) ? Optional.of(fileName) : Optional.empty();
    }

    @Override
    public int key() {
        return KEY + index;
    }

    @Override
    public String name() {
        return "serial" + index;
    }
}
