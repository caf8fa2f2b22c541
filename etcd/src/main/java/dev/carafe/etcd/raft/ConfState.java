package dev.carafe.etcd.raft;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is a member.
 *
 * @param voters those that count in elections and commits
 * @param learners those that only receive the log
 */
public record ConfState(SortedSet<Long> voters, SortedSet<Long> learners) {
    public static final ConfState EMPTY = new ConfState(new TreeSet<>(), new TreeSet<>());

    public ConfState {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
    }

    /** The members after a change. */
    public ConfState with(ConfChange change) {
        TreeSet<Long> nextVoters = new TreeSet<>(voters);
        TreeSet<Long> nextLearners = new TreeSet<>(learners);
        switch (change.kind()) {
            case ADD_VOTER -> {
                nextVoters.add(change.node());
                nextLearners.remove(change.node());
            }
            case ADD_LEARNER -> {
                if (!nextVoters.contains(change.node())) { // a voter stays one: etcd's server makes none a learner
                    nextLearners.add(change.node());
                }
            }
            case REMOVE -> {
                nextVoters.remove(change.node());
                nextLearners.remove(change.node());
            }
            case UPDATE -> {}
        }
        if (nextVoters.isEmpty() && !voters.isEmpty()) {
            return this; // the last voter cannot go: nobody could ever decide anything again
        }
        return new ConfState(nextVoters, nextLearners);
    }

    boolean contains(long id) {
        return voters.contains(id) || learners.contains(id);
    }

    /** How many voters are a majority. */
    int quorum() {
        return voters.size() / 2 + 1;
    }
}
