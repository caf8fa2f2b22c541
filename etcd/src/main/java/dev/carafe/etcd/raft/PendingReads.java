package dev.carafe.etcd.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads that a leader has taken and may not answer before a majority has confirmed that it still leads (Ongaro's thesis,
 * section 6.4). Each has a number; who confirms one confirms all before it, for they were all asked earlier.
 */
final class PendingReads {
    /** A read: who asked, under which number of its own, and the commit index when it came. */
    record Read(long number, long from, long request, long index, Set<Long> confirmedBy) {}

    private final Deque<Read> reads = new ArrayDeque<>();
    private long lastNumber;

    /** Takes a read; the number is what heartbeats carry. */
    long add(long from, long request, long index) {
        lastNumber++;
        reads.addLast(new Read(lastNumber, from, request, index, new HashSet<>()));
        return lastNumber;
    }

    /** The newest number that still waits, 0 for none. */
    long latest() {
        return reads.isEmpty() ? 0 : reads.getLast().number();
    }

    /** A voter has confirmed a number; returns the reads that are confirmed by a majority now, oldest first. */
    List<Read> confirmed(long voter, long number, ConfState conf, long self) {
        long through = 0;
        for (Read read : reads) {
            if (read.number() <= number) {
                read.confirmedBy().add(voter);
                long count = conf.voters().stream()
                        .filter(id -> id == self || read.confirmedBy().contains(id))
                        .count();
                if (count >= conf.quorum()) {
                    through = read.number();
                }
            }
        }
        List<Read> out = new ArrayList<>();
        while (!reads.isEmpty() && reads.getFirst().number() <= through) {
            out.add(reads.removeFirst());
        }
        return out;
    }
}
