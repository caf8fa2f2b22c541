package dev.carafe.kubernetes.proxy.nftables;

import java.util.Optional;

/**
 * A chain that picks one of so many endpoints; all services of that many endpoints share it.
 *
 * @param kind what the key is made of
 * @param endpoints how many there are
 * @param affinitySeconds how long a client stays with its endpoint, 0 for not at all
 */
record Chain(Kind kind, int endpoints, int affinitySeconds) {
    /** What tells services apart. */
    enum Kind {
        ADDRESS("pick", "service-ips", "endpoints", "sticky-endpoints"),
        NODE_PORT("node-pick", "service-node-ports", "node-endpoints", "sticky-node-endpoints");

        final String prefix;
        final String services;
        final String endpoints;
        final String stickyEndpoints;

        Kind(String prefix, String services, String endpoints, String stickyEndpoints) {
            this.prefix = prefix;
            this.services = services;
            this.endpoints = endpoints;
            this.stickyEndpoints = stickyEndpoints;
        }

        /** The key of a packet. */
        String key(String ip) {
            String port = "meta l4proto . th dport";
            return this == ADDRESS ? ip + " daddr . " + port : port;
        }
    }

    boolean isSticky() {
        return affinitySeconds > 0;
    }

    String name() {
        return kind.prefix + "-" + endpoints + (isSticky() ? "-" + affinitySeconds + "s" : "");
    }

    /** Reads back a name; empty for a verdict that goes to no picking chain. */
    static Optional<Chain> ofVerdict(String verdict) {
        String name = verdict.startsWith("goto ") ? verdict.substring("goto ".length()) : verdict;
        for (Kind kind : Kind.values()) {
            if (name.startsWith(kind.prefix + "-")) {
                String[] numbers = name.substring(kind.prefix.length() + 1).split("-");
                int seconds =
                        numbers.length == 1 ? 0 : Integer.parseInt(numbers[1].substring(0, numbers[1].length() - 1));
                return Optional.of(new Chain(kind, Integer.parseInt(numbers[0]), seconds));
            }
        }
        return Optional.empty();
    }

    /**
     * The chain's rules, a line each.
     *
     * <p>Client affinity remembers a client's slot for a time. Not with IPv6, where nft 1.0 can neither load a map of two
     * addresses nor list one of their hash: there the client's address itself chooses the slot, so that a client stays as
     * long as the number of endpoints does.
     */
    String rules(String ip) {
        String key = kind.key(ip);
        if (!isSticky()) {
            return "dnat " + ip + " to " + key + " . numgen random mod " + endpoints + " map @" + kind.endpoints + "\n";
        }
        String dnat = "dnat " + ip + " to " + key + " . meta mark map @" + kind.stickyEndpoints + "\n";
        if (ip.equals("ip6")) {
            return "meta mark set jhash ip6 saddr mod " + endpoints + " seed 0x63617266 offset 1\n" + dnat;
        }
        String client = ip + " saddr . " + ip + " daddr . meta l4proto . th dport";
        return "meta mark set " + client + " map @" + Names.AFFINITY + "\n"
                + dnat // a client whose endpoint is gone falls through and is given another
                + "meta mark set numgen random mod " + endpoints + " offset 1\n"
                + "update @" + Names.AFFINITY + " { " + client + " timeout " + affinitySeconds + "s : meta mark }\n"
                + dnat;
    }
}
