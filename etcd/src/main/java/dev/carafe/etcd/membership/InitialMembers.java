package dev.carafe.etcd.membership;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * The members that a cluster begins with, who all come to the same ids by themselves.
 *
 * @param named their addresses by name
 * @param token tells the cluster apart from others of the same addresses
 */
public record InitialMembers(SortedMap<String, List<String>> named, String token) {
    /**
     * Reads what etcd's {@code --initial-cluster} says, of which the reader must be one.
     *
     * @param parts each {@code NAME=URL}
     * @param self the reader's name
     * @param advertised the reader's addresses as it tells them
     * @throws IllegalArgumentException saying what to write instead, when they do not fit
     */
    public static InitialMembers read(String[] parts, String token, String self, List<String> advertised) {
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
        if (!new TreeSet<>(own).equals(new TreeSet<>(advertised))) {
            throw new IllegalArgumentException("--initial-cluster has " + self + "="
                    + String.join("," + self + "=", own) + " but --initial-advertise-peer-urls is "
                    + String.join(",", advertised) + "; both must say the same.");
        }
        if (named.repeat()) {
            throw new IllegalArgumentException("--initial-cluster gives an address twice.");
        }
        return new InitialMembers(named.byName(), token);
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
