package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;
import java.util.List;

/** What members say to each other. Any may be lost, doubled, late or out of order. */
public sealed interface Message {
    /** The member that sends it. */
    long from();

    /** The member that it is for. */
    long to();

    /** The sender's term; 0 in what is only passed on to the leader. */
    long term();

    /**
     * Asks for a vote.
     *
     * @param lastIndex the candidate's last entry
     * @param lastTerm that entry's term
     * @param pre whether it only asks what the answer would be
     * @param transfer whether the leader itself wants this election
     */
    record VoteRequest(long from, long to, long term, long lastIndex, long lastTerm, boolean pre, boolean transfer)
            implements Message {}

    record VoteResponse(long from, long to, long term, boolean pre, boolean reject) implements Message {}

    /**
     * Entries for a follower's log.
     *
     * @param prevIndex the entry before them
     * @param prevTerm that entry's term
     * @param commit what the leader knows to be committed
     */
    record Append(long from, long to, long term, long prevIndex, long prevTerm, List<Entry> entries, long commit)
            implements Message {
        public Append {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param index the last entry that follower and leader share; when rejected, the {@code prevIndex} that did not fit
     * @param hintIndex where they may agree
     * @param hintTerm the follower's term there
     */
    record AppendResponse(long from, long to, long term, long index, boolean reject, long hintIndex, long hintTerm)
            implements Message {}

    /**
     * @param commit what is committed and known to be in the follower's log
     * @param read number of the latest waiting read of the leader, 0 for none
     */
    record Heartbeat(long from, long to, long term, long commit, long read) implements Message {}

    record HeartbeatResponse(long from, long to, long term, long read) implements Message {}

    record InstallSnapshot(long from, long to, long term, RaftSnapshot snapshot) implements Message {}

    /** From a leader that goes: stand for election at once. */
    record TimeoutNow(long from, long to, long term) implements Message {}

    /** A proposal passed on to the leader. */
    record Forward(long from, long to, Entry.Kind kind, Bytes data) implements Message {
        @Override
        public long term() {
            return 0;
        }
    }

    /** A read passed on to the leader. */
    record ReadIndexRequest(long from, long to, long request) implements Message {
        @Override
        public long term() {
            return 0;
        }
    }

    record ReadIndexResponse(long from, long to, long term, long request, long index) implements Message {}

    /** A wish for another leader, passed on to the leader. */
    record TransferLeader(long from, long to, long target) implements Message {
        @Override
        public long term() {
            return 0;
        }
    }
}
