package dev.carafe.kubernetes.proxy.nftables;

import dev.carafe.kubernetes.proxy.service.Family;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes nft scripts for one table. Pure.
 *
 * @param family the table's family
 * @param table the table's name
 * @param clusterCidr where pods' addresses lie; traffic to a cluster IP from elsewhere is masqueraded. Empty: from nowhere
 */
record Ruleset(Family family, String table, String clusterCidr) {

    /** The script that makes the table anew, whatever was there, with these elements and the chains they need. */
    String create(Collection<Element> elements, Set<Chain> chains) {
        return "add table " + name() + "\n"
                + "delete table " + name() + "\n"
                + "table " + name() + " {\n"
                + sets()
                + "chain " + Names.REJECT + " {\nmeta l4proto tcp reject with tcp reset\nreject\n}\n"
                + chains.stream().map(this::chain).collect(Collectors.joining())
                + fixedChains()
                + "}\n"
                + elements("add", elements);
    }

    /** The script that carries out a change; {@code newChains} are made first. */
    String change(ElementTable.Change change, Collection<Chain> newChains) {
        StringBuilder script = new StringBuilder();
        if (!newChains.isEmpty()) {
            script.append("table ").append(name()).append(" {\n");
            newChains.forEach(chain -> script.append(chain(chain)));
            script.append("}\n");
        }
        return script + elements("delete", change.removed()) + elements("add", change.added());
    }

    /** The script that leaves nothing behind. */
    String remove() {
        return "add table " + name() + "\ndelete table " + name() + "\n";
    }

    private String name() {
        return ip() + " " + table;
    }

    private String ip() {
        return family == Family.IPV4 ? "ip" : "ip6";
    }

    private String chain(Chain chain) {
        return "chain " + chain.name() + " {\n" + chain.rules(ip()) + "}\n";
    }

    private String elements(String verb, Collection<Element> elements) {
        TreeMap<String, List<Element>> bySet =
                elements.stream().collect(Collectors.groupingBy(Element::set, TreeMap::new, Collectors.toList()));
        StringBuilder script = new StringBuilder();
        bySet.forEach((set, members) -> {
            script.append(verb)
                    .append(" element ")
                    .append(name())
                    .append(' ')
                    .append(set)
                    .append(" {\n");
            for (Element element : members) {
                script.append(element.key());
                if (!element.value().isEmpty()) {
                    script.append(" : ").append(element.value());
                }
                script.append(",\n");
            }
            script.append("}\n");
        });
        return script.toString();
    }

    private String sets() {
        String address = family == Family.IPV4 ? "ipv4_addr" : "ipv6_addr";
        String daddr = ip() + " daddr";
        String slot = "numgen random mod 65536";
        String target = daddr + " . th dport"; // not tcp: that would keep UDP from the chains that look it up
        return "set " + Names.CLUSTER_IPS + " { type " + address + "; }\n"
                + "set " + Names.NODE_IPS + " { type " + address + "; }\n"
                + "set " + Names.MASQUERADED_IPS + " { type " + address + "; }\n"
                + "set " + Names.INSIDE_IPS + " { type " + address + "; }\n"
                + "set " + Names.HAIRPINS + " { type " + address + " . " + address + "; }\n"
                + List.of("tcp", "udp", "sctp").stream()
                        .map(protocol -> "set " + Names.masqueradedNodePorts(protocol) + " { type inet_service; }\n")
                        .collect(Collectors.joining())
                + "set " + Names.FIREWALLED + " { type " + address + " . inet_proto . inet_service; }\n"
                + "set " + Names.ALLOWED_SOURCES + " { type " + address + " . inet_proto . inet_service . " + address
                + "; flags interval; }\n"
                + "map " + Names.INSIDE_SERVICES + " { type " + address + " . inet_proto . inet_service : verdict; }\n"
                + "map " + Names.SERVICES + " { type " + address + " . inet_proto . inet_service : verdict; }\n"
                + "map " + Names.NO_ENDPOINTS + " { type " + address + " . inet_proto . inet_service : verdict; }\n"
                + Stream.of(Names.ENDPOINTS, Names.INSIDE_ENDPOINTS)
                        .map(map -> "map " + map + " { typeof " + daddr + " . meta l4proto . th dport . " + slot + " : "
                                + target + "; }\n")
                        .collect(Collectors.joining())
                + Stream.of(Names.STICKY_ENDPOINTS, Names.INSIDE_STICKY_ENDPOINTS)
                        .map(map -> "map " + map + " { type " + address + " . inet_proto . inet_service . mark : "
                                + address + " . inet_service; }\n")
                        .collect(Collectors.joining())
                + (family == Family.IPV6
                        ? ""
                        : "map " + Names.AFFINITY + " { type ipv4_addr . ipv4_addr . inet_proto . inet_service : mark;"
                                + " flags dynamic,timeout; timeout 3h; size 262144; }\n");
    }

    private String fixedChains() {
        String byAddress = ip() + " daddr . meta l4proto . th dport vmap @";
        String services = byAddress + Names.SERVICES + "\n";
        String inside = byAddress + Names.INSIDE_SERVICES + "\n";
        String fromPods = clusterCidr.isEmpty() ? "" : ip() + " saddr " + clusterCidr + " " + inside;
        String key = ip() + " daddr . meta l4proto . th dport";
        String firewall = "ct state new " + key + " @" + Names.FIREWALLED + " " + key + " . " + ip() + " saddr != @"
                + Names.ALLOWED_SOURCES + " drop\n";
        String refusals = "ct state new " + byAddress + Names.NO_ENDPOINTS + "\n";
        String unknownPort = "ct state new " + ip() + " daddr @" + Names.CLUSTER_IPS + " goto " + Names.REJECT + "\n";
        return hook("nat-prerouting", "nat", "prerouting", -100, fromPods + services)
                + hook("nat-output", "nat", "output", -100, inside + services)
                + hook("nat-postrouting", "nat", "postrouting", 100, masquerades())
                + hook("filter-prerouting", "filter", "prerouting", -110, firewall)
                + hook("filter-input", "filter", "input", -110, refusals)
                + hook("filter-forward", "filter", "forward", -110, refusals + unknownPort)
                + hook("filter-output", "filter", "output", -110, firewall)
                + hook("filter-output-after-dnat", "filter", "output", -90, refusals + unknownPort);
    }

    /** Source addresses that would bring the reply past this node: pods to themselves, and traffic from outside. */
    private String masquerades() {
        String masquerade = " masquerade fully-random\n";
        String original = "ct status dnat ct original " + ip() + " daddr ";
        StringBuilder rules = new StringBuilder();
        rules.append("ct status dnat ")
                .append(ip())
                .append(" saddr . ")
                .append(ip())
                .append(" daddr @")
                .append(Names.HAIRPINS)
                .append(masquerade);
        for (String protocol : List.of("tcp", "udp", "sctp")) {
            rules.append(original)
                    .append("@")
                    .append(Names.NODE_IPS)
                    .append(" meta l4proto ")
                    .append(protocol)
                    .append(" ct original proto-dst @")
                    .append(Names.masqueradedNodePorts(protocol))
                    .append(masquerade);
        }
        rules.append(original).append("@").append(Names.MASQUERADED_IPS).append(masquerade);
        rules.append(original)
                .append("@")
                .append(Names.INSIDE_IPS)
                .append(" fib saddr type local")
                .append(masquerade);
        if (!clusterCidr.isEmpty()) {
            rules.append(original)
                    .append("@")
                    .append(Names.CLUSTER_IPS)
                    .append(" ")
                    .append(ip())
                    .append(" saddr != ")
                    .append(clusterCidr)
                    .append(masquerade);
        }
        return rules.toString();
    }

    private static String hook(String name, String type, String hook, int priority, String rules) {
        return "chain " + name + " {\ntype " + type + " hook " + hook + " priority " + priority + ";\n" + rules + "}\n";
    }
}
