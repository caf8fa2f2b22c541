package dev.carafe.etcd.embed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What waits for a member's loop: clients' wishes and other members' news, each bounded by itself. Safe for any thread. */
final class ClusterInbox {
    /** Proposals and reads that may wait; more are refused (etcd: {@code maxGapBetweenApplyAndCommitIndex}). */
    private static final int WISHES_MAX = 5000;

    /** News that may wait; more are dropped, as if the network had lost them (etcd: {@code recvBufSize}). */
    private static final int NEWS_MAX = 4096;

    private static final int TAKEN_MAX = 1024;

    // Guarded by this object's monitor.
    private final Deque<ClusterEvent> wishes = new ArrayDeque<>();
    private final Deque<ClusterEvent> news = new ArrayDeque<>();
    private boolean woken;
    private boolean closed;

    /** False when there is no room, or the loop has ended. */
    synchronized boolean wish(ClusterEvent event) {
        return !closed && offer(wishes, WISHES_MAX, event);
    }

    /** False when there is no room, or the loop has ended. */
    synchronized boolean news(ClusterEvent event) {
        return !closed && offer(news, NEWS_MAX, event);
    }

    /** Takes it even when there is no room; for what there is only one of for each member. */
    synchronized void surely(ClusterEvent event) {
        var _ = closed || offer(news, Integer.MAX_VALUE, event);
    }

    private boolean offer(Deque<ClusterEvent> queue, int most, ClusterEvent event) {
        if (queue.size() >= most) {
            return false;
        }
        queue.addLast(event);
        notifyAll();
        return true;
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Waits until there is something, or for a time. */
    synchronized void await(long timeoutMs) throws InterruptedException {
        long leftMs = timeoutMs;
        while (!woken && wishes.isEmpty() && news.isEmpty() && leftMs > 0) {
            wait(leftMs);
            leftMs = 0; // a turn for nothing costs nothing
        }
        woken = false;
    }

    /**
     * Moves what waits to a list, news first.
     *
     * @param wishesToo whether clients' wishes are taken as well
     */
    synchronized void take(List<ClusterEvent> to, boolean wishesToo) {
        take(news, to);
        if (wishesToo) {
            take(wishes, to);
        }
    }

    private static void take(Deque<ClusterEvent> from, List<ClusterEvent> to) {
        for (int i = 0; i < TAKEN_MAX && !from.isEmpty(); i++) {
            to.add(from.removeFirst());
        }
    }

    /** Takes nothing any more, and moves what waits to a list. */
    synchronized void close(List<ClusterEvent> left) {
        closed = true;
        left.addAll(news);
        left.addAll(wishes);
        news.clear();
        wishes.clear();
    }
}
