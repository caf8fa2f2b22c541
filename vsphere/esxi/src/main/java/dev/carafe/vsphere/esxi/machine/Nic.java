package dev.carafe.vsphere.esxi.machine;

/**
 * A network card.
 *
 * @param index its number, from 0: {@code ethernet0} is the first
 * @param portGroup the name of the port group that it is plugged into
 * @param startConnected whether its link is up at power-on
 */
public record Nic(int index, NicType type, MacAddress mac, String portGroup, boolean startConnected) implements Device {
    public static final int KEY = 4000;
    /** How many a machine may have. */
    public static final int MAX = 10;

    @Override
    public int key() {
        return KEY + index;
    }

    @Override
    public String name() {
        return "ethernet" + index;
    }
}
