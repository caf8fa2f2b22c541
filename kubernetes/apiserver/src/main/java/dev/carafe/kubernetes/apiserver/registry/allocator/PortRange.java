package dev.carafe.kubernetes.apiserver.registry.allocator;

/**
 * A range of ports.
 *
 * @param first the lowest
 * @param size how many
 */
public record PortRange(int first, int size) {
    /** Upstream's default of --service-node-port-range. */
    public static final PortRange NODE_PORTS = new PortRange(30_000, 2_768);

    public PortRange {
        if (first < 1 || size < 1 || first + size > 65_536) {
            throw new IllegalArgumentException("not a range of ports: " + first + "+" + size);
        }
    }

    /** Reads {@code 30000-32767}. */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("not a range of ports: " + text);
        }
        int first = Integer.parseInt(text.substring(0, dash));
        return new PortRange(first, Integer.parseInt(text.substring(dash + 1)) - first + 1);
    }

    public boolean contains(int port) {
        return port >= first && port < first + size;
    }

    @Override
    public String toString() {
        return first + "-" + (first + size - 1);
    }
}
