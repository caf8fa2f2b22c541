package dev.carafe.etcd.membership;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.ConfState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The book of members after some entry of the log.
 *
 * @param members by id
 * @param removed ids that were members once and never may be again
 */
public record Membership(SortedMap<Long, ClusterMember> members, SortedSet<Long> removed) {
    public static final Membership EMPTY = new Membership(new TreeMap<>(), new TreeSet<>());

    private static final int COUNT_MAX = 1 << 20;

    public Membership {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
    }

    /** A new cluster's. */
    public static Membership of(Collection<ClusterMember> initial) {
        TreeMap<Long, ClusterMember> members = new TreeMap<>();
        initial.forEach(member -> members.put(member.id(), member));
        return new Membership(members, new TreeSet<>());
    }

    /** Who votes and who only listens. */
    public ConfState conf() {
        TreeSet<Long> voters = new TreeSet<>();
        TreeSet<Long> learners = new TreeSet<>();
        members.values().forEach(member -> (member.learner() ? learners : voters).add(member.id()));
        return new ConfState(voters, learners);
    }

    public boolean isLearner(long id) {
        ClusterMember member = members.get(id);
        return member != null && member.learner();
    }

    /**
     * The book after a change, whose context is the member for all kinds but REMOVE. Source of the rules: etcd {@code
     * membership/cluster.go}, {@code ValidateConfigurationChange}.
     *
     * @throws dev.carafe.etcd.EtcdException when the change is refused, which all members do alike
     */
    public Membership with(ConfChange.Kind kind, ProposedMember proposed) {
        ClusterMember member = proposed.member();
        if (removed.contains(member.id())) {
            throw EtcdError.MEMBER_NOT_FOUND.exception(); // it has been removed for good
        }
        ClusterMember known = members.get(member.id());
        TreeMap<Long, ClusterMember> next = new TreeMap<>(members);
        TreeSet<Long> gone = new TreeSet<>(removed);
        switch (kind) {
            case ADD_VOTER, ADD_LEARNER -> {
                if (known != null && known.learner() && kind == ConfChange.Kind.ADD_VOTER) {
                    next.put(member.id(), known.promoted());
                } else {
                    if (known != null) {
                        throw EtcdError.MEMBER_EXIST.exception();
                    }
                    checkUrls(member);
                    if (member.learner() && conf().learners().size() >= proposed.learnersMax()) {
                        throw EtcdError.TOO_MANY_LEARNERS.exception();
                    }
                    next.put(member.id(), member);
                }
            }
            case REMOVE -> {
                if (known == null) {
                    throw EtcdError.MEMBER_NOT_FOUND.exception();
                }
                next.remove(member.id());
                if (next.values().stream().allMatch(ClusterMember::learner)) {
                    throw EtcdError.MEMBER_NOT_ENOUGH_STARTED.exception(); // nobody could ever decide anything again
                }
                gone.add(member.id());
            }
            case UPDATE -> {
                if (known == null) {
                    throw EtcdError.MEMBER_NOT_FOUND.exception();
                }
                checkUrls(member);
                next.put(member.id(), known.at(member.peerUrls()));
            }
        }
        return new Membership(next, gone);
    }

    private void checkUrls(ClusterMember changed) {
        for (ClusterMember other : members.values()) {
            if (other.id() != changed.id() && !Collections.disjoint(other.peerUrls(), changed.peerUrls())) {
                throw EtcdError.PEER_URL_EXIST.exception();
            }
        }
    }

    /** The book after a member has told its name and where clients reach it; unchanged when it is none. */
    public Membership with(long id, String name, List<String> clientUrls) {
        ClusterMember known = members.get(id);
        if (known == null) {
            return this;
        }
        TreeMap<Long, ClusterMember> next = new TreeMap<>(members);
        next.put(id, known.named(name, clientUrls));
        return new Membership(next, removed);
    }

    /** As bytes: count (4) and members, count (4) and removed ids. */
    public Bytes encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            to.writeInt(members.size());
            for (ClusterMember member : members.values()) {
                member.write(to);
            }
            to.writeInt(removed.size());
            for (long id : removed) {
                to.writeLong(id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Membership decode(Bytes bytes) {
        TreeMap<Long, ClusterMember> members = new TreeMap<>();
        TreeSet<Long> removed = new TreeSet<>();
        try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (int left = count(from); left > 0; left--) {
                ClusterMember member = ClusterMember.read(from);
                members.put(member.id(), member);
            }
            for (int left = count(from); left > 0; left--) {
                removed.add(from.readLong());
            }
            if (from.available() > 0) {
                throw new IOException("bytes left over");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no book of members: " + e.getMessage(), e);
        }
        return new Membership(members, removed);
    }

    private static int count(DataInputStream from) throws IOException {
        int count = from.readInt();
        if (count < 0 || count > COUNT_MAX) {
            throw new IOException("impossible count " + count);
        }
        return count;
    }
}
