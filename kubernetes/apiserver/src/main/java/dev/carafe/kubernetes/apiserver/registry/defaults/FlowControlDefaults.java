package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.flowcontrol.v1.ExemptPriorityLevelConfiguration;
import dev.carafe.kubernetes.api.flowcontrol.v1.FlowSchema;
import dev.carafe.kubernetes.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.carafe.kubernetes.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.carafe.kubernetes.api.flowcontrol.v1.QueuingConfiguration;

/** Defaults of flow control (pkg/apis/flowcontrol/v1/defaults.go). */
public final class FlowControlDefaults {
    private static final int MATCHING_PRECEDENCE = 1000;
    private static final int CONCURRENCY_SHARES = 30;
    private static final int HAND_SIZE = 8;
    private static final int QUEUES = 64;
    private static final int QUEUE_LENGTH = 50;

    private FlowControlDefaults() {}

    public static FlowSchema schema(FlowSchema schema) {
        return schema.spec().matchingPrecedence() == 0
                ? schema.withSpec(schema.spec().withMatchingPrecedence(MATCHING_PRECEDENCE))
                : schema;
    }

    public static PriorityLevelConfiguration level(PriorityLevelConfiguration level) {
        var spec = level.spec();
        spec = spec.hasExempt() ? spec.withExempt(exempt(spec.exempt())) : spec;
        spec = spec.hasLimited() ? spec.withLimited(limited(spec.limited())) : spec;
        return level.withSpec(spec);
    }

    private static ExemptPriorityLevelConfiguration exempt(ExemptPriorityLevelConfiguration exempt) {
        ExemptPriorityLevelConfiguration changed =
                exempt.hasNominalConcurrencyShares() ? exempt : exempt.withNominalConcurrencyShares(0);
        return changed.hasLendablePercent() ? changed : changed.withLendablePercent(0);
    }

    private static LimitedPriorityLevelConfiguration limited(LimitedPriorityLevelConfiguration limited) {
        LimitedPriorityLevelConfiguration changed = limited.hasNominalConcurrencyShares()
                ? limited
                : limited.withNominalConcurrencyShares(CONCURRENCY_SHARES);
        changed = changed.hasLendablePercent() ? changed : changed.withLendablePercent(0);
        var response = changed.limitResponse();
        return response.hasQueuing()
                ? changed.withLimitResponse(response.withQueuing(queuing(response.queuing())))
                : changed;
    }

    private static QueuingConfiguration queuing(QueuingConfiguration queuing) {
        QueuingConfiguration changed = queuing.handSize() == 0 ? queuing.withHandSize(HAND_SIZE) : queuing;
        changed = changed.queues() == 0 ? changed.withQueues(QUEUES) : changed;
        return changed.queueLengthLimit() == 0 ? changed.withQueueLengthLimit(QUEUE_LENGTH) : changed;
    }
}
