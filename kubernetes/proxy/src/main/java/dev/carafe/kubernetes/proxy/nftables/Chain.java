package dev.carafe.kubernetes.proxy.nftables;

import java.util.Optional;

/**
 * A chain that picks one of so many endpoints; all service ports of that many endpoints share it.
 *
 * @param endpoints how many there are
 * @param inside whether they are those for clients inside the cluster, where clients from outside have others
 * @param affinitySeconds how long a client stays with its endpoint, 0 for not at all
 */
record Chain(int endpoints, boolean inside, int affinitySeconds) {
    private static final String PREFIX = "pick-";
    private static final String INSIDE = "inside-";

    boolean isSticky() {
        return affinitySeconds > 0;
    }

    String name() {
        return PREFIX + (inside ? INSIDE : "") + endpoints + (isSticky() ? "-" + affinitySeconds + "s" : "");
    }

    /** Reads back a name; empty for a verdict that goes to no picking chain. */
    static Optional<Chain> ofVerdict(String verdict) {
        if (!verdict.startsWith("goto " + PREFIX)) {
            return Optional.empty();
        }
        String rest = verdict.substring("goto ".length() + PREFIX.length());
        boolean inside = rest.startsWith(INSIDE);
        String[] numbers = (inside ? rest.substring(INSIDE.length()) : rest).split("-");
        int seconds = numbers.length == 1 ? 0 : Integer.parseInt(numbers[1].substring(0, numbers[1].length() - 1));
        return Optional.of(new Chain(Integer.parseInt(numbers[0]), inside, seconds));
    }

    /** The map that its endpoints are in. */
    String endpointMap() {
        return isSticky()
                ? inside ? Names.INSIDE_STICKY_ENDPOINTS : Names.STICKY_ENDPOINTS
                : inside ? Names.INSIDE_ENDPOINTS : Names.ENDPOINTS;
    }

    /**
     * The chain's rules, a line each.
     *
     * <p>Client affinity remembers a client's slot for a time. Not with IPv6, where nft 1.0 can neither load a map of two
     * addresses nor list one of their hash: there the client's address itself chooses the slot, so that a client stays as
     * long as the number of endpoints does.
     */
    String rules(String ip) {
        String key = ip + " daddr . meta l4proto . th dport";
        if (!isSticky()) {
            return "dnat " + ip + " to " + key + " . numgen random mod " + endpoints + " map @" + endpointMap() + "\n";
        }
        String dnat = "dnat " + ip + " to " + key + " . meta mark map @" + endpointMap() + "\n";
        if (ip.equals("ip6")) {
            return "meta mark set jhash ip6 saddr mod " + endpoints + " seed 0x63617266 offset 1\n" + dnat;
        }
        String client = ip + " saddr . " + key;
        return "meta mark set " + client + " map @" + Names.AFFINITY + "\n"
                + dnat // a client whose endpoint is gone falls through and is given another
                + "meta mark set numgen random mod " + endpoints + " offset 1\n"
                + "update @" + Names.AFFINITY + " { " + client + " timeout " + affinitySeconds + "s : meta mark }\n"
                + dnat;
    }
}
