package dev.carafe.etcd.robustness.simulator;

import java.util.List;

/** One member of a simulated cluster, whether its process lives or not. */
final class SimulatedPeer {
    private final long id;
    private final String name;
    private final List<String> urls;
    private final SimulatedMember member;
    private long pausedUntilMs;
    private boolean retired;
    private boolean inside;
    private boolean syncsFail;

    SimulatedPeer(long id, String name, List<String> urls, SimulatedMember member) {
        this.id = id;
        this.name = name;
        this.urls = urls;
        this.member = member;
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    List<String> urls() {
        return urls;
    }

    SimulatedMember member() {
        return member;
    }

    /** Until when its process stands still. */
    long pausedUntilMs() {
        return pausedUntilMs;
    }

    void pause(long untilMs) {
        pausedUntilMs = untilMs;
    }

    /** Whether it was removed and is never started again. */
    boolean retired() {
        return retired;
    }

    void retire() {
        retired = true;
    }

    void failSyncs() {
        syncsFail = true;
        member.directory().failSyncs(true);
    }

    /** Whether its disk had a fault since its process was started. */
    boolean diskFailed() {
        return syncsFail;
    }

    /** A new process on a disk that works. */
    void begun() {
        syncsFail = false;
        member.directory().failSyncs(false);
        pausedUntilMs = 0;
    }

    /** Ends all faults. */
    void calm() {
        pausedUntilMs = 0;
        member.killAtChange(Long.MAX_VALUE);
        member.directory().failSyncs(false);
        member.directory().fill(false);
    }

    /** Begins something that its one process does; false while it does something already. */
    boolean enter() {
        if (inside) {
            return false;
        }
        inside = true;
        return true;
    }

    void leave() {
        inside = false;
    }

    boolean inside() {
        return inside;
    }
}
