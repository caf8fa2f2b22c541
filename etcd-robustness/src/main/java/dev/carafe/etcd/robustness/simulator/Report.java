package dev.carafe.etcd.robustness.simulator;

import java.util.List;

/**
 * What came of a run.
 *
 * @param seed the seed that makes it again
 * @param plan what it did
 * @param operations how many operations clients made
 * @param revision the store's last revision
 * @param restarts how often a process was started again
 * @param damageFound how often it refused to start because of flipped bits
 * @param wrong the promises broken, empty when none is
 */
public record Report(
        long seed, Record plan, int operations, long revision, int restarts, int damageFound, List<String> wrong) {
    public boolean good() {
        return wrong.isEmpty();
    }
}
