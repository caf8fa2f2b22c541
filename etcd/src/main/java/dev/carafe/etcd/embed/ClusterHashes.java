package dev.carafe.etcd.embed;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.consensus.HashCalls;
import dev.carafe.etcd.corruption.MemberHashes;
import dev.carafe.etcd.membership.ClusterMember;
import java.util.List;

/**
 * The hashes of a store's own history and of the others'.
 *
 * @param calls asks them
 */
record ClusterHashes(EmbeddedStore store, HashCalls calls) implements MemberHashes {
    @Override
    public long self() {
        return store.status().memberId();
    }

    @Override
    public List<Long> others() {
        return store.cluster().members().stream()
                .map(ClusterMember::id)
                .filter(id -> id != self())
                .toList();
    }

    @Override
    public boolean leads() {
        return store.leads();
    }

    @Override
    public long compactRevision() {
        return store.compactRevision();
    }

    @Override
    public Session.HashKv own(long revision) {
        return store.hashKv(revision);
    }

    @Override
    public Session.HashKv of(long member, long revision) {
        return calls.hashKv(member, revision);
    }

    @Override
    public void awaitLinearizable() {
        store.awaitBarrier();
    }

    @Override
    public void alarm(long member) {
        var _ = store.consensus().write(new AlarmRequest(AlarmRequest.Action.ACTIVATE, member, AlarmType.CORRUPT));
    }
}
