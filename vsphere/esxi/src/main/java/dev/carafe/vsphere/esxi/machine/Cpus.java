package dev.carafe.vsphere.esxi.machine;

/**
 * A machine's processors.
 *
 * @param count how many there are at power-on
 * @param coresPerSocket a divisor of {@code count}
 * @param hotAdd whether more can be added while it runs
 * @param shares weight against other machines; vSphere's normal is 1000 a processor
 * @param limitMhz how much may be used at most; -1 for no limit
 */
public record Cpus(int count, int coresPerSocket, boolean hotAdd, int shares, long limitMhz) {
    public static final int MAX = 768;
    /** How many processors a machine with hot-add has room for, at least. */
    public static final int HOT_ADD_ROOM = 8;

    /** So many processors of one core each, without hot-add, with normal shares and no limit. */
    public static Cpus of(int count) {
        return new Cpus(count, 1, false, count * 1000, -1);
    }

    /** The same with other numbers of processors, each with its share as before. */
    public Cpus withCount(int changed) {
        return new Cpus(
                changed,
                coresPerSocket,
                hotAdd,
                (int) Math.min(Integer.MAX_VALUE, (long) shares * changed / Math.max(1, count)),
                limitMhz);
    }

    /** How many the machine has room for: what it starts with, or more when it takes more while running. */
    public int max() {
        int room = Math.max(count, HOT_ADD_ROOM);
        return hotAdd ? (room + coresPerSocket - 1) / coresPerSocket * coresPerSocket : count;
    }
}
