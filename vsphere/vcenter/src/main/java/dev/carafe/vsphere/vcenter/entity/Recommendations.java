package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterAction;
import dev.carafe.vsphere.vim.vim25.ClusterRecommendation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a cluster recommends, the best first: each has a lower rating than the one before it, of 5 down to 1. */
final class Recommendations {
    private static final int RATING = 5;

    private final ManagedObjectReference<?> cluster;
    private final String reason;
    private final String reasonText;
    private final List<ClusterRecommendation> all = new ArrayList<>();

    /**
     * Of one kind.
     *
     * @param reason one of {@code RecommendationReasonCode}
     */
    Recommendations(ManagedObjectReference<?> cluster, String reason, String reasonText) {
        this.cluster = cluster;
        this.reason = reason;
        this.reasonText = reasonText;
    }

    /** The next best. */
    void add(ClusterAction action) {
        int number = all.size() + 1;
        all.add(ClusterRecommendation.builder()
                .key(Integer.toString(number))
                .type("V1")
                .time(Instant.now())
                .rating(Math.max(1, RATING + 1 - number))
                .reason(reason)
                .reasonText(reasonText)
                .target(cluster)
                .action(List.of(action))
                .build());
    }

    List<ClusterRecommendation> all() {
        return List.copyOf(all);
    }
}
