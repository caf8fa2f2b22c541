package dev.carafe.etcd.peer;

import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.wal.RaftWal;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.List;

/** Who of the callers is let in (etcd {@code server/etcdserver/api/rafthttp/http.go}). */
record PeerAdmission(RaftWal.Identity self) {
    /**
     * A caller that was let in.
     *
     * @param id the member
     * @param urls where it says that it is reached
     */
    record Caller(long id, List<String> urls) {}

    /** The caller, or the status that it is refused with. */
    Caller admit(Metadata headers, Membership membership) throws StatusException {
        long cluster = id(headers, PeerMethods.CLUSTER);
        long from = id(headers, PeerMethods.FROM);
        long to = id(headers, PeerMethods.TO);
        if (cluster != self.clusterId()) {
            throw refused(
                    Status.FAILED_PRECONDITION,
                    "cluster ID mismatch: this is " + Long.toHexString(self.clusterId()) + ", not "
                            + Long.toHexString(cluster));
        }
        if (membership.removed().contains(from)) {
            throw refused(Status.PERMISSION_DENIED, PeerMethods.REMOVED);
        }
        if (to != self.memberId()) {
            throw refused(
                    Status.FAILED_PRECONDITION,
                    "member ID mismatch: this is " + Long.toHexString(self.memberId()) + ", not "
                            + Long.toHexString(to));
        }
        String urls = headers.get(PeerMethods.URLS);
        List<String> reached = urls == null || urls.isEmpty() ? List.of() : List.of(urls.split(",", -1));
        return new Caller(from, reached.size() > ClusterMember.URLS_MAX ? List.of() : reached);
    }

    private static long id(Metadata headers, Metadata.Key<String> key) throws StatusException {
        String text = headers.get(key);
        try {
            return Long.parseUnsignedLong(text == null ? "" : text, 16);
        } catch (NumberFormatException e) {
            throw refused(Status.INVALID_ARGUMENT.withCause(e), key.name() + " is no id");
        }
    }

    private static StatusException refused(Status status, String why) {
        return status.withDescription(why).asException();
    }
}
