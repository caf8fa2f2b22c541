package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.SuccessPolicyRule;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** When an indexed Job has succeeded before all of its indexes have, by its {@code successPolicy}; no I/O. */
final class SuccessRules {
    private SuccessRules() {}

    /** In upstream's words, which rule is met; empty while none is. */
    static Optional<String> met(Job job, BitSet succeeded) {
        if (!job.spec().hasSuccessPolicy() || succeeded.isEmpty()) {
            return Optional.empty();
        }
        List<SuccessPolicyRule> rules = job.spec().successPolicy().rules();
        for (int i = 0; i < rules.size(); i++) {
            if (isMet(rules.get(i), succeeded, job.spec().completions())) {
                return Optional.of("Matched rules at index " + i);
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(SuccessPolicyRule rule, BitSet succeeded, int completions) {
        if (!rule.hasSucceededIndexes()) {
            return rule.hasSucceededCount() && succeeded.cardinality() >= rule.succeededCount();
        }
        BitSet wanted = Indexes.parse(rule.succeededIndexes(), completions);
        BitSet done = (BitSet) wanted.clone();
        done.and(succeeded);
        return !wanted.isEmpty()
                && (done.equals(wanted) || (rule.hasSucceededCount() && done.cardinality() >= rule.succeededCount()));
    }
}
