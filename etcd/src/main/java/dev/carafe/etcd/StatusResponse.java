package dev.carafe.etcd;

import java.util.List;

/**
 * How a member is.
 *
 * @param revision the store's revision
 * @param version the etcd version whose behaviour it has, such as "3.7.0"
 * @param dbSizeBytes bytes on disk (log and snapshots)
 * @param dbSizeInUseBytes bytes of keys and values that are not yet compacted away
 * @param clusterId the cluster
 * @param memberId this member
 * @param leaderId the member that leads
 * @param raftIndex last log record that is durable
 * @param raftTerm the leader's term
 * @param raftAppliedIndex last log record applied
 * @param learner whether it does not vote
 * @param errors what is wrong, empty when all is well
 * @param dbSizeQuotaBytes most bytes of keys, values and history, 0 for no limit
 * @param downgradeTarget the version that the cluster is being downgraded to, empty for none
 */
public record StatusResponse(
        long revision,
        String version,
        long dbSizeBytes,
        long dbSizeInUseBytes,
        long clusterId,
        long memberId,
        long leaderId,
        long raftIndex,
        long raftTerm,
        long raftAppliedIndex,
        boolean learner,
        List<String> errors,
        long dbSizeQuotaBytes,
        String downgradeTarget) {}
