package dev.carafe.vsphere.esxi.machine;

/**
 * A machine's memory.
 *
 * @param sizeMib how much there is at power-on, in MiB
 * @param hotAdd whether more can be added while it runs
 */
public record Memory(long sizeMib, boolean hotAdd) {
    public static final long MAX_MIB = 24L << 20;
    /** The API takes multiples of this only. */
    public static final int STEP_MIB = 4;
    /** How many times a machine with hot-add can grow its memory. */
    public static final int HOT_ADD_SLOTS = 8;
    /** How many times its first size a machine with hot-add may have, as in vSphere. */
    public static final int HOT_ADD_FACTOR = 16;

    public static Memory ofMib(long sizeMib) {
        return new Memory(sizeMib, false);
    }

    /** How much the machine has room for, in MiB. */
    public long maxMib() {
        return hotAdd ? Math.min(MAX_MIB, sizeMib * HOT_ADD_FACTOR) : sizeMib;
    }
}
