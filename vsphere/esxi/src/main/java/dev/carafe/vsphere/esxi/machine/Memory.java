package dev.carafe.vsphere.esxi.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * A machine's memory.
 *
 * @param sizeMib how much there is, in MiB
 * @param hotAdd whether more can be added while it runs
 * @param addedMib what of it was added since it was powered on, module by module: memory that was kept is only read again by a
 *     machine of the same modules
 */
public record Memory(long sizeMib, boolean hotAdd, List<Long> addedMib) {
    public static final long MAX_MIB = 24L << 20;
    /** The API takes multiples of this only. */
    public static final int STEP_MIB = 4;
    /** How many times a machine with hot-add can grow its memory. */
    public static final int HOT_ADD_SLOTS = 8;
    /** How many times its first size a machine with hot-add may have, as in vSphere. */
    public static final int HOT_ADD_FACTOR = 16;

    /** What is added to a running machine is a multiple of this: guests take no less. */
    public static final int HOT_ADD_STEP_MIB = 128;

    public Memory {
        addedMib = List.copyOf(addedMib);
    }

    public Memory(long sizeMib, boolean hotAdd) {
        this(sizeMib, hotAdd, List.of());
    }

    public static Memory ofMib(long sizeMib) {
        return new Memory(sizeMib, false);
    }

    /** How much there was at power-on, in MiB. */
    public long firstMib() {
        return sizeMib - addedMib.stream().mapToLong(Long::longValue).sum();
    }

    /** The same with so much more, as one more module. */
    public Memory plus(long moreMib) {
        List<Long> modules = new ArrayList<>(addedMib);
        modules.add(moreMib);
        return new Memory(sizeMib + moreMib, hotAdd, modules);
    }

    /** As it is the next time the machine is powered on: of one piece. */
    public Memory whole() {
        return new Memory(sizeMib, hotAdd);
    }

    /** How much the machine has room for, in MiB. */
    public long maxMib() {
        return hotAdd ? Math.max(sizeMib, Math.min(MAX_MIB, firstMib() * HOT_ADD_FACTOR)) : sizeMib;
    }
}
