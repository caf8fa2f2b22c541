package dev.carafe.etcd.auth;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.KeyRange;
import java.util.List;

/**
 * Whether a user may do what a request asks for. Source: etcd {@code server/etcdserver/apply/apply_auth.go}.
 *
 * @param state users and roles now
 * @param user who asks, empty for nobody
 * @param authRevision the revision of users and roles when the user was identified, 0 for nobody
 */
public record RequestPermission(AuthState state, String user, long authRevision) {
    /**
     * Throws unless the operation, and all inside it, is allowed.
     *
     * @param lessor whose leases a put may be hung on
     */
    public void check(Op op, Lessor lessor) {
        if (!state.enabled()) {
            return;
        }
        switch (op) {
            case RangeRequest range -> checkRead(range.key(), range.rangeEnd());
            case PutRequest put -> {
                checkWrite(put.key(), Bytes.EMPTY);
                checkLease(put.lease(), lessor);
                if (put.prevKv()) {
                    checkRead(put.key(), Bytes.EMPTY);
                }
            }
            case DeleteRangeRequest delete -> {
                checkWrite(delete.key(), delete.rangeEnd());
                if (delete.prevKv()) {
                    checkRead(delete.key(), delete.rangeEnd());
                }
            }
            case TxnRequest txn -> {
                for (Compare compare : txn.compares()) {
                    checkRead(compare.key(), compare.rangeEnd());
                }
                txn.success().forEach(inner -> check(inner, lessor));
                txn.failure().forEach(inner -> check(inner, lessor));
            }
        }
    }

    /** Throws unless the user may read the whole range. */
    public void checkRead(Bytes key, Bytes rangeEnd) {
        state.check(user, authRevision, KeyRange.of(key, rangeEnd), Permission.Type.READ);
    }

    private void checkWrite(Bytes key, Bytes rangeEnd) {
        state.check(user, authRevision, KeyRange.of(key, rangeEnd), Permission.Type.WRITE);
    }

    /** Throws unless the user may write all keys that hang on a lease: only then it may end it. */
    public void checkLease(long lease, Lessor lessor) {
        if (lease != 0 && !state.isAdmin(user)) {
            for (Bytes key : keys(lease, lessor)) {
                checkWrite(key, Bytes.EMPTY);
            }
        }
    }

    /** Throws unless the user may read all keys that hang on a lease: only then it may be told of them. */
    public void checkLeaseKeys(long lease, Lessor lessor) {
        if (state.enabled()) {
            for (Bytes key : keys(lease, lessor)) {
                checkRead(key, Bytes.EMPTY);
            }
        }
    }

    private static List<Bytes> keys(long lease, Lessor lessor) {
        Lessor.Remaining known = lessor.remaining(lease, 0);
        return known == null ? List.of() : known.keys();
    }
}
