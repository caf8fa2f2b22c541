package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The host's nftables, as one script that replaces them in one transaction: what guests may reach of the host, that bridges stay
 * apart, NAT, and that guests send by their own address. Pure.
 *
 * <p>Where {@code br_netfilter} is on (Kubernetes wants it), frames within a bridge pass these rules too, with the bridge on both sides;
 * so they are let pass first.
 */
final class NftRules {
    private NftRules() {}

    /**
     * The script.
     *
     * @param gateways by the link that has the gateway's address
     */
    static String of(
            NetworkConfig config, LinkNames names, List<NetworkPlan.Bridge> bridges, Map<String, Gateway> gateways) {
        String any = "\"" + names.prefix() + "*\"";
        StringBuilder input = new StringBuilder();
        StringBuilder forward = new StringBuilder();
        StringBuilder nat = new StringBuilder();
        gateways.forEach((link, gateway) -> {
            String from = "    iifname \"" + link + "\" ";
            input.append(from).append("udp dport 67 accept\n");
            for (String allowed : new String[] {"udp dport 53", "tcp dport 53", "icmp type echo-request"}) {
                input.append(from)
                        .append("ip daddr ")
                        .append(gateway.address())
                        .append(' ')
                        .append(allowed);
                input.append(" accept\n");
            }
            for (Gateway.Service service : gateway.services()) {
                input.append(from)
                        .append("ip daddr ")
                        .append(gateway.address())
                        .append(' ')
                        .append(service.protocol());
                input.append(" dport ").append(service.port()).append(" accept\n");
            }
            forward.append(from).append("ip saddr ").append(gateway.subnet()).append(" accept\n");
            nat.append("    ip saddr ")
                    .append(gateway.subnet())
                    .append(" oifname != ")
                    .append(any);
            nat.append(" masquerade\n");
        });
        StringBuilder within = new StringBuilder();
        for (NetworkPlan.Bridge bridge : bridges) {
            within.append("    iifname \"")
                    .append(bridge.name())
                    .append("\" oifname \"")
                    .append(bridge.name());
            within.append("\" accept\n");
        }
        return replace("inet", names)
                + "  chain input {\n    type filter hook input priority -5; policy accept;\n    iifname != " + any
                + " accept\n" + input + "    iifname " + any + " ct state established,related accept\n    iifname "
                + any + " drop\n  }\n  chain forward {\n    type filter hook forward priority -5; policy accept;\n"
                + within + "    oifname " + any + " ct state established,related accept\n    oifname " + any
                + " drop\n" + forward + "    iifname " + any
                + " drop\n  }\n  chain postrouting {\n    type nat hook postrouting priority 100; policy accept;\n"
                + nat + "  }\n}\n"
                + replace("bridge", names)
                + "  chain prerouting {\n    type filter hook prerouting priority -300; policy accept;\n"
                + own(config) + "  }\n}\n";
    }

    /** The script that takes the tables away. */
    static String none(LinkNames names) {
        return "table inet " + names.prefix() + "\ndelete table inet " + names.prefix() + "\ntable bridge "
                + names.prefix() + "\ndelete table bridge " + names.prefix() + "\n";
    }

    /** A table is named before it is deleted, since deleting one that is not there is an error. */
    private static String replace(String family, LinkNames names) {
        String table = "table " + family + " " + names.prefix();
        return table + "\ndelete " + table + "\n" + table + " {\n";
    }

    /** By their card's address only, in frames and in what DHCP is asked (RFC 2131: chaddr, 28 bytes into the message). */
    private static StringBuilder own(NetworkConfig config) {
        StringBuilder rules = new StringBuilder();
        for (Plug plug : config.plugs()) {
            boolean strict = config.portGroup(plug.portGroup())
                    .map(config::security)
                    .orElse(SecurityPolicy.STRICT)
                    .isStrict();
            if (strict) {
                MacAddress mac = plug.tap().mac();
                String from = "    iifname \"" + plug.tap().name() + "\" ";
                rules.append(from).append("ether saddr != ").append(mac).append(" drop\n");
                rules.append(from).append("udp dport 67 @th,288,48 != ");
                rules.append(String.format(Locale.ROOT, "0x%012x", mac.value())).append(" drop\n");
            }
        }
        return rules;
    }
}
