package dev.carafe.etcd.membership;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The members that a cluster begins with, who all come to the same ids by themselves.
 *
 * @param named their addresses by name
 * @param token tells the cluster apart from others of the same addresses
 */
public record InitialMembers(SortedMap<String, List<String>> named, String token) {
    /** Tells whether two lists of addresses lead to the same places. */
    @FunctionalInterface
    public interface Comparison {
        /** What is different, in etcd's words; empty when nothing is. */
        Optional<String> difference(List<String> some, List<String> others);
    }

    /**
     * Reads what etcd's {@code --initial-cluster} says, of which the reader must be one (etcd {@code server/config/config.go},
     * {@code advertiseMatchesCluster}).
     *
     * @param parts each {@code NAME=URL}
     * @param self the reader's name
     * @param advertised the reader's addresses as it tells them
     * @param comparison of the two
     * @throws IllegalArgumentException in etcd's words where it has some, when they do not fit
     */
    public static InitialMembers read(
            String[] parts, String token, String self, List<String> advertised, Comparison comparison) {
        NamedUrls named = new NamedUrls();
        named.add(
                parts,
                part -> new IllegalArgumentException(
                        "--initial-cluster takes NAME=URL,NAME=URL with addresses such as http://10.0.0.1:2380, not '"
                                + part + "'."));
        List<String> own = named.byName().get(self);
        if (own == null) {
            throw new IllegalArgumentException(
                    "couldn't find local name \"" + self + "\" in the initial cluster configuration.");
        }
        comparison.difference(advertised.stream().sorted().toList(), own).ifPresent(difference -> {
            throw new IllegalArgumentException(mismatch(self, own, advertised, difference));
        });
        if (named.repeat()) {
            throw new IllegalArgumentException("--initial-cluster gives an address twice.");
        }
        return new InitialMembers(named.byName(), token);
    }

    private static String mismatch(String self, List<String> own, List<String> advertised, String difference) {
        String told = advertised.stream().sorted().collect(Collectors.joining(","));
        String named = advertised.stream().map(url -> self + "=" + url).sorted().collect(Collectors.joining(","));
        List<String> untold =
                own.stream().filter(url -> !advertised.contains(url)).toList();
        if (!untold.isEmpty()) {
            return "--initial-cluster has " + self + "=" + String.join("," + self + "=", untold)
                    + " but missing from --initial-advertise-peer-urls=" + told + " (" + difference + ")";
        }
        List<String> unnamed =
                advertised.stream().filter(url -> !own.contains(url)).toList();
        return unnamed.isEmpty()
                ? "failed to resolve " + told + " to match --initial-cluster=" + named + " (" + difference + ")"
                : "--initial-advertise-peer-urls has " + String.join(",", unnamed)
                        + " but missing from --initial-cluster=" + named;
    }

    /**
     * A member's id.
     *
     * @throws IllegalArgumentException when nobody has that name
     */
    public long id(String name) {
        List<String> urls = named.get(name);
        if (urls == null) {
            throw new IllegalArgumentException("no member is called " + name);
        }
        return MemberIds.initial(urls, token);
    }

    public long clusterId() {
        return MemberIds.cluster(named.keySet().stream().map(this::id).toList());
    }

    /** The book of members at the cluster's beginning. */
    public Membership membership() {
        return Membership.of(named.values().stream()
                .map(urls -> ClusterMember.of(MemberIds.initial(urls, token), urls, false))
                .toList());
    }
}
