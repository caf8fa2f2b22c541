package dev.carafe.etcd.schema;

import dev.carafe.etcd.Bytes;
import java.nio.ByteBuffer;

/** Names of buckets and of the entries that have one of their own. */
final class Buckets {
    static final Bytes ALARM = Bytes.utf8("alarm");
    static final Bytes AUTH = Bytes.utf8("auth");
    static final Bytes AUTH_ROLES = Bytes.utf8("authRoles");
    static final Bytes AUTH_USERS = Bytes.utf8("authUsers");
    static final Bytes CLUSTER = Bytes.utf8("cluster");
    static final Bytes KEY = Bytes.utf8("key");
    static final Bytes LEASE = Bytes.utf8("lease");
    static final Bytes MEMBERS = Bytes.utf8("members");
    static final Bytes MEMBERS_REMOVED = Bytes.utf8("members_removed");
    static final Bytes META = Bytes.utf8("meta");

    static final Bytes AUTH_ENABLED = Bytes.utf8("authEnabled");
    static final Bytes AUTH_REVISION = Bytes.utf8("authRevision");
    static final Bytes CLUSTER_VERSION = Bytes.utf8("clusterVersion");
    static final Bytes DOWNGRADE = Bytes.utf8("downgrade");
    static final Bytes CONSISTENT_INDEX = Bytes.utf8("consistent_index");
    static final Bytes TERM = Bytes.utf8("term");
    static final Bytes CONF_STATE = Bytes.utf8("confState");
    static final Bytes STORAGE_VERSION = Bytes.utf8("storageVersion");
    static final Bytes SCHEDULED_COMPACT = Bytes.utf8("scheduledCompactRev");
    static final Bytes FINISHED_COMPACT = Bytes.utf8("finishedCompactRev");

    private Buckets() {}

    /** A number as etcd writes it: eight bytes, the highest first. */
    static Bytes number(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
