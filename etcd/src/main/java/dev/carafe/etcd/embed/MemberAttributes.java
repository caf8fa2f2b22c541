package dev.carafe.etcd.embed;

import dev.carafe.etcd.membership.ClusterMember;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells the others this member's name and where clients reach it, until the log holds that. Belongs to the loop's thread.
 */
final class MemberAttributes {
    private final ClusterConfig config;
    private final ClusterProposals proposals;
    private @Nullable CompletableFuture<Object> telling;

    MemberAttributes(ClusterConfig config, ClusterProposals proposals) {
        this.config = config;
        this.proposals = proposals;
    }

    /**
     * Tells them where that is due.
     *
     * @param self this member as the log has it, null where it is none
     */
    void tick(@Nullable ClusterMember self, boolean led, long nowMs) {
        CompletableFuture<Object> told = telling;
        boolean waiting = told != null && !told.isDone();
        if (self == null
                || config.name().isEmpty()
                || waiting
                || !led
                || (self.name().equals(config.name()) && self.clientUrls().equals(config.clientUrls()))) {
            return;
        }
        ClusterProposal proposal = ClusterProposal.attributes(
                new ClusterMember(self.id(), config.name(), self.peerUrls(), config.clientUrls(), self.learner()),
                nowMs);
        telling = proposal.answer();
        proposals.add(proposal);
    }
}
