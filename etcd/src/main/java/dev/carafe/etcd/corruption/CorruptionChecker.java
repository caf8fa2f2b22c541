package dev.carafe.etcd.corruption;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares this member's history with the others' (etcd {@code server/etcdserver/corrupt.go}). Histories are alike only where
 * the same was compacted from them; a member that does not answer, or is elsewhere in its history, is left for the next time.
 * Belongs to one thread.
 */
public final class CorruptionChecker {
    private static final System.Logger LOG = System.getLogger(CorruptionChecker.class.getName());

    private final MemberHashes hashes;
    /** The compaction at which all members were alike last. */
    private long compared;

    public CorruptionChecker(MemberHashes hashes) {
        this.hashes = hashes;
    }

    /** What a member answered. */
    private record Answer(long member, Session.HashKv hash) {}

    /** Whether no other member that answers has another history than this one, as a member asks before it serves anybody. */
    public boolean agreesWithOthers() {
        Session.HashKv own = hashes.own(0);
        boolean agrees = true;
        for (Answer answer : answers(own.hashRevision())) {
            if (answer.hash.hash() != own.hash() && sameCompaction(answer.hash, own)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "member {0} has another history than this one up to revision {1}",
                        Long.toHexString(answer.member),
                        Long.toString(own.hashRevision()));
                agrees = false;
            }
        }
        return agrees;
    }

    /**
     * Compares the newest history. To be called where this member leads: it has compacted what any other has, and whatever any
     * other has done it has done itself once it is sure that it leads.
     */
    public void compareNewest() {
        Session.HashKv before = hashes.own(0);
        List<Answer> answers = answers(before.hashRevision());
        hashes.awaitLinearizable();
        Session.HashKv after = hashes.own(0);
        if (after.hashRevision() == before.hashRevision()
                && sameCompaction(after, before)
                && after.hash() != before.hash()) {
            alarm(hashes.self(), "its history changed in place");
            return;
        }
        for (Answer answer : answers) {
            Session.HashKv theirs = answer.hash;
            if (theirs.revision() > after.revision()) {
                alarm(
                        answer.member,
                        "it is at revision " + theirs.revision() + ", and the leader at " + after.revision());
            } else if (theirs.compactRevision() > after.compactRevision()) {
                alarm(
                        answer.member,
                        "it has compacted revision " + theirs.compactRevision() + ", and the leader "
                                + after.compactRevision());
            } else if (sameCompaction(theirs, before) && theirs.hash() != before.hash()) {
                alarm(answer.member, "its history up to revision " + before.hashRevision() + " is not the leader's");
            } else {
                continue;
            }
            return; // the alarm stops everything; who else differs is seen when it is disarmed
        }
    }

    /**
     * Compares what the last compaction left, which stays as it is for a while, so that members which lag can be compared
     * too. Whoever is not among a majority of all members that are alike is corrupt; without such a majority nobody knows who is.
     * To be called where this member leads.
     */
    public void compareCompacted() {
        long revision = hashes.compactRevision();
        if (revision <= compared) {
            return;
        }
        Session.HashKv own = hashes.own(revision);
        if (own.compactRevision() != revision) {
            return; // compacted again meanwhile
        }
        List<Answer> answers = answers(revision).stream()
                .filter(answer -> sameCompaction(answer.hash, own))
                .toList();
        Map<Integer, List<Long>> alike = new TreeMap<>(Map.of(own.hash(), new ArrayList<>(List.of(hashes.self()))));
        answers.forEach(answer -> alike.computeIfAbsent(answer.hash.hash(), _ -> new ArrayList<>())
                .add(answer.member));
        int others = hashes.others().size();
        if (alike.size() == 1) {
            compared = answers.size() == others ? revision : compared;
            return;
        }
        int majority = (others + 1) / 2 + 1;
        List<List<Long>> few = alike.values().stream()
                .filter(members -> members.size() < majority)
                .toList();
        if (few.size() == alike.size()) {
            alarm(0, "members differ at the compacted revision " + revision + ", and no majority is alike");
            return;
        }
        few.stream()
                .flatMap(List::stream)
                .forEach(member -> alarm(member, "it differs from most at the compacted revision " + revision));
    }

    private static boolean sameCompaction(Session.HashKv one, Session.HashKv other) {
        return one.compactRevision() == other.compactRevision();
    }

    private List<Answer> answers(long revision) {
        return hashes.others().stream()
                .map(member -> answer(member, revision))
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
    }

    private @Nullable Answer answer(long member, long revision) {
        try {
            return new Answer(member, hashes.of(member, revision));
        } catch (EtcdException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "member {0} cannot be compared now: {1}",
                    Long.toHexString(member),
                    e.getMessage());
            return null;
        }
    }

    private void alarm(long member, String why) {
        LOG.log(System.Logger.Level.ERROR, "member {0} is corrupt: {1}", Long.toHexString(member), why);
        hashes.alarm(member);
    }
}
