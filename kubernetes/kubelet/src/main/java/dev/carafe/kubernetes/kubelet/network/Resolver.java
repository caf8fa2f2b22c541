package dev.carafe.kubernetes.kubelet.network;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodDNSConfig;
import dev.carafe.kubernetes.api.core.v1.PodDNSConfigOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How names are looked up: what a {@code resolv.conf} says.
 *
 * @param servers addresses of name servers
 * @param searches domains to look in
 * @param options such as {@code ndots:5}
 */
public record Resolver(List<String> servers, List<String> searches, List<String> options) {
    private static final int SERVERS_MAX = 3;
    private static final int SEARCHES_MAX = 32;
    private static final int SEARCHES_CHARS_MAX = 2_048;

    /** What the cluster offers pods: its name servers, and its domain. */
    public record Cluster(List<String> servers, String domain) {}

    /** Reads a {@code resolv.conf}; lines it does not know are passed over. */
    public static Resolver parse(String resolvConf) {
        List<String> servers = new ArrayList<>();
        List<String> searches = List.of();
        List<String> options = new ArrayList<>();
        for (String line : resolvConf.lines().toList()) {
            List<String> words = List.of(line.strip().split("\\s+", -1));
            List<String> values = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "nameserver" -> values.stream().findFirst().ifPresent(servers::add);
                case "search" ->
                    searches = values.stream().filter(d -> !d.equals(".")).toList();
                case "options" -> options.addAll(values);
                default -> {}
            }
        }
        return new Resolver(List.copyOf(servers), List.copyOf(searches), List.copyOf(options));
    }

    /** The resolver of a pod, by its policy; this one is the machine's. */
    public Resolver forPod(Pod pod, Cluster cluster) {
        String policy = pod.spec().dnsPolicy();
        boolean unlessOnHost = policy.isEmpty() || policy.equals("ClusterFirst");
        boolean clusterFirst = policy.equals("ClusterFirstWithHostNet")
                || (unlessOnHost && !pod.spec().hostNetwork());
        Resolver base;
        if (policy.equals("None")) {
            base = new Resolver(List.of(), List.of(), List.of());
        } else if (clusterFirst && !cluster.servers().isEmpty()) {
            String domain = cluster.domain();
            List<String> own = domain.isEmpty()
                    ? List.of()
                    : List.of(pod.metadata().namespace() + ".svc." + domain, "svc." + domain, domain);
            base = new Resolver(cluster.servers(), union(own, searches), List.of("ndots:5"));
        } else {
            // Upstream falls back to this with an event where the cluster has no name servers.
            base = this;
        }
        return base.with(pod.spec().dnsConfig()).limited();
    }

    private Resolver with(PodDNSConfig config) {
        Map<String, String> merged = new LinkedHashMap<>();
        for (String option : options) {
            merged.put(option.split(":", 2)[0], option);
        }
        for (PodDNSConfigOption option : config.options()) {
            merged.put(option.name(), option.hasValue() ? option.name() + ":" + option.value() : option.name());
        }
        return new Resolver(
                union(servers, config.nameservers()), union(searches, config.searches()), List.copyOf(merged.values()));
    }

    private Resolver limited() {
        List<String> kept = new ArrayList<>();
        int chars = 0;
        for (String search : searches) {
            chars += search.length() + 1;
            if (kept.size() == SEARCHES_MAX || chars > SEARCHES_CHARS_MAX) {
                break;
            }
            kept.add(search);
        }
        return new Resolver(servers.subList(0, Math.min(SERVERS_MAX, servers.size())), List.copyOf(kept), options);
    }

    private static List<String> union(List<String> first, List<String> second) {
        Set<String> union = new LinkedHashSet<>(first);
        union.addAll(second);
        return List.copyOf(union);
    }
}
