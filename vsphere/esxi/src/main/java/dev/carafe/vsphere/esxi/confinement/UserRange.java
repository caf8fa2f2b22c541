package dev.carafe.vsphere.esxi.confinement;

/**
 * The users that a host gives to its machines; numbers that no account has.
 *
 * @param first the least number
 * @param count how many
 */
public record UserRange(int first, int count) {
    private static final int BLOCK = 1 << 16;
    private static final int BLOCKS = 1000;
    /** Above what distributions give to accounts, to services and to containers' users. */
    private static final int BEGIN = 1_900_000_000;

    public UserRange {
        if (first < 1000 || count < 1 || (long) first + count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no range of users: " + first + " and " + count + " more");
        }
    }

    /** A range for a host, which others on the machine are not likely to have. */
    public static UserRange ofHost(String hostId) {
        return new UserRange(BEGIN + Math.floorMod(hostId.hashCode(), BLOCKS) * BLOCK, BLOCK);
    }
}
