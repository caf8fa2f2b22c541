package dev.carafe.etcd.wal;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record's payload: one write request. A tag byte, then the record's components in their order: flags in one byte,
 * bytes with their length, revisions and counts as varints, leases as 8 bytes, lists with their count.
 */
final class CommandCodec {
    private static final int PUT = 1;
    private static final int DELETE_RANGE = 2;
    private static final int TXN = 3;
    private static final int COMPACT = 4;
    private static final int LEASE_GRANT = 5;
    private static final int LEASE_REVOKE = 6;
    private static final int RANGE = 7;
    private static final int ALARM = 8;
    private static final int AUTH = 9;
    private static final int DOWNGRADE = 10;
    private static final int CALLER = 11;
    private static final int LEASE_CHECKPOINT = 12;

    private static final int VERSION = 1;
    private static final int CREATE_REVISION = 2;
    private static final int MOD_REVISION = 3;
    private static final int VALUE = 4;
    private static final int LEASE = 5;

    /** Nested transactions of a damaged record must not exhaust the stack. */
    private static final int DEPTH_MAX = 128;

    private CommandCodec() {}

    /** About as many bytes as the request takes when encoded. */
    static int sizeHint(WriteRequest request) {
        return switch (request) {
            case PutRequest put -> 64 + put.key().length() + put.value().length();
            case TxnRequest txn -> {
                int sum = 128 + 64 * txn.compares().size();
                for (Op op : txn.success()) {
                    sum += op instanceof PutRequest put ? sizeHint(put) : 128;
                }
                yield sum;
            }
            case DeleteRangeRequest delete -> 256;
            case CompactRequest compact -> 16;
            case LeaseGrantRequest grant -> 32;
            case LeaseRevokeRequest revoke -> 16;
            case LeaseCheckpointRequest checkpoint ->
                16 + 16 * checkpoint.checkpoints().size();
            case AlarmRequest alarm -> 16;
            case AuthRequest change -> 256;
            case DowngradeRequest downgrade -> 32;
            case CallerRequest caller -> 64 + sizeHint(caller.request());
        };
    }

    static void encode(WriteRequest request, ByteSink to) {
        switch (request) {
            case PutRequest put -> encodeOp(put, to);
            case DeleteRangeRequest delete -> encodeOp(delete, to);
            case TxnRequest txn -> encodeOp(txn, to);
            case CompactRequest(long revision, boolean physical) -> {
                to.putByte(COMPACT);
                to.putVarint(revision);
                to.putByte(physical ? 1 : 0);
            }
            case LeaseGrantRequest(long ttlSeconds, long id) -> {
                to.putByte(LEASE_GRANT);
                to.putVarint(ttlSeconds);
                to.putLong(id);
            }
            case LeaseRevokeRequest(long id) -> {
                to.putByte(LEASE_REVOKE);
                to.putLong(id);
            }
            case LeaseCheckpointRequest(long appliedIndex, List<LeaseCheckpointRequest.Checkpoint> checkpoints) -> {
                to.putByte(LEASE_CHECKPOINT);
                to.putVarint(appliedIndex);
                to.putVarint(checkpoints.size());
                for (LeaseCheckpointRequest.Checkpoint each : checkpoints) {
                    to.putLong(each.id());
                    to.putVarint(each.remainingSeconds());
                }
            }
            case AlarmRequest alarm -> {
                to.putByte(ALARM);
                ControlCodec.encode(alarm, to);
            }
            case AuthRequest change -> {
                to.putByte(AUTH);
                ControlCodec.encode(change, to);
            }
            case DowngradeRequest(String targetVersion) -> {
                to.putByte(DOWNGRADE);
                ControlCodec.putText(targetVersion, to);
            }
            case CallerRequest(String user, long authRevision, WriteRequest inner) -> {
                to.putByte(CALLER);
                ControlCodec.putText(user, to);
                to.putVarint(authRevision);
                encode(inner, to);
            }
        }
    }

    private static void encodeOp(Op op, ByteSink to) {
        switch (op) {
            case RangeRequest range -> encodeRange(range, to);
            case PutRequest put -> {
                to.putByte(PUT);
                to.putByte(flags(put.prevKv(), put.ignoreValue(), put.ignoreLease()));
                to.putBytes(put.key());
                to.putBytes(put.value());
                to.putLong(put.lease());
            }
            case DeleteRangeRequest delete -> {
                to.putByte(DELETE_RANGE);
                to.putByte(flags(delete.prevKv()));
                to.putBytes(delete.key());
                to.putBytes(delete.rangeEnd());
            }
            case TxnRequest txn -> {
                to.putByte(TXN);
                to.putVarint(txn.compares().size());
                txn.compares().forEach(compare -> encodeCompare(compare, to));
                to.putVarint(txn.success().size());
                txn.success().forEach(inner -> encodeOp(inner, to));
                to.putVarint(txn.failure().size());
                txn.failure().forEach(inner -> encodeOp(inner, to));
            }
        }
    }

    private static void encodeRange(RangeRequest range, ByteSink to) {
        to.putByte(RANGE);
        to.putByte(flags(range.serializable(), range.keysOnly(), range.countOnly()));
        to.putBytes(range.key());
        to.putBytes(range.rangeEnd());
        to.putVarint(range.limit());
        to.putVarint(range.revision());
        to.putByte(range.sortOrder().number());
        to.putByte(range.sortTarget().number());
        to.putVarint(range.minModRevision());
        to.putVarint(range.maxModRevision());
        to.putVarint(range.minCreateRevision());
        to.putVarint(range.maxCreateRevision());
    }

    private static void encodeCompare(Compare compare, ByteSink to) {
        to.putBytes(compare.key());
        to.putBytes(compare.rangeEnd());
        to.putByte(compare.result().number());
        switch (compare.target()) {
            case Compare.Version(long version) -> encodeTarget(VERSION, version, to);
            case Compare.CreateRevision(long revision) -> encodeTarget(CREATE_REVISION, revision, to);
            case Compare.ModRevision(long revision) -> encodeTarget(MOD_REVISION, revision, to);
            case Compare.Lease(long lease) -> encodeTarget(LEASE, lease, to);
            case Compare.Value(Bytes value) -> {
                to.putByte(VALUE);
                to.putBytes(value);
            }
        }
    }

    private static void encodeTarget(int tag, long number, ByteSink to) {
        to.putByte(tag);
        to.putVarint(number);
    }

    static WriteRequest decode(ByteBuffer payload) throws IOException {
        return decode(payload, new BufferSource(payload));
    }

    /** Reads a record's request, whose larger values stay in the segment when that can be read for as long as they live. */
    static WriteRequest decode(RecordFrame frame, Bytes.@Nullable Storage segment) throws IOException {
        ByteBuffer payload = frame.payload();
        return decode(
                payload,
                segment == null
                        ? new BufferSource(payload)
                        : new StoredSource(new BufferSource(payload), segment, frame.payloadOffset()));
    }

    private static WriteRequest decode(ByteBuffer payload, ByteSource from) throws IOException {
        int tag = from.getByte();
        WriteRequest request;
        if (tag == CALLER) {
            String user = ControlCodec.getText(from);
            request = new CallerRequest(user, from.getVarint(), decode(from.getByte(), from));
        } else {
            request = decode(tag, from);
        }
        if (payload.hasRemaining()) {
            throw new CorruptException(payload.remaining() + " bytes left behind a request");
        }
        return request;
    }

    private static WriteRequest decode(int tag, ByteSource from) throws IOException {
        return switch (tag) {
            case COMPACT -> new CompactRequest(from.getVarint(), from.getFlag());
            case LEASE_GRANT -> new LeaseGrantRequest(from.getVarint(), from.getLong());
            case LEASE_REVOKE -> new LeaseRevokeRequest(from.getLong());
            case LEASE_CHECKPOINT -> {
                long appliedIndex = from.getVarint();
                List<LeaseCheckpointRequest.Checkpoint> checkpoints = new ArrayList<>();
                for (int left = from.getCount(); left > 0; left--) {
                    checkpoints.add(new LeaseCheckpointRequest.Checkpoint(from.getLong(), from.getVarint()));
                }
                yield new LeaseCheckpointRequest(appliedIndex, checkpoints);
            }
            case ALARM -> ControlCodec.decodeAlarm(from);
            case AUTH -> ControlCodec.decodeAuth(from);
            case DOWNGRADE -> new DowngradeRequest(ControlCodec.getText(from));
            default -> {
                if (decodeOp(tag, from, 0) instanceof WriteRequest write) {
                    yield write;
                }
                throw new CorruptException("a read in the log");
            }
        };
    }

    private static Op decodeOp(int tag, ByteSource from, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new CorruptException("transactions nested too deep");
        }
        return switch (tag) {
            case PUT -> {
                int flags = from.getByte();
                yield new PutRequest(
                        from.getBytes(),
                        from.getValue(),
                        from.getLong(),
                        flag(flags, 0),
                        flag(flags, 1),
                        flag(flags, 2));
            }
            case DELETE_RANGE -> {
                int flags = from.getByte();
                yield new DeleteRangeRequest(from.getBytes(), from.getBytes(), flag(flags, 0));
            }
            case TXN -> {
                List<Compare> compares = new ArrayList<>();
                for (int left = from.getCount(); left > 0; left--) {
                    compares.add(decodeCompare(from));
                }
                yield new TxnRequest(compares, decodeOps(from, depth), decodeOps(from, depth));
            }
            case RANGE -> decodeRange(from);
            default -> throw new CorruptException("unknown request tag " + tag);
        };
    }

    private static List<Op> decodeOps(ByteSource from, int depth) throws IOException {
        List<Op> ops = new ArrayList<>();
        for (int left = from.getCount(); left > 0; left--) {
            ops.add(decodeOp(from.getByte(), from, depth + 1));
        }
        return ops;
    }

    private static RangeRequest decodeRange(ByteSource from) throws IOException {
        int flags = from.getByte();
        return new RangeRequest(
                from.getBytes(),
                from.getBytes(),
                from.getVarint(),
                from.getVarint(),
                constant(RangeRequest.SortOrder.values(), from.getByte()),
                constant(RangeRequest.SortTarget.values(), from.getByte()),
                flag(flags, 0),
                flag(flags, 1),
                flag(flags, 2),
                from.getVarint(),
                from.getVarint(),
                from.getVarint(),
                from.getVarint());
    }

    private static Compare decodeCompare(ByteSource from) throws IOException {
        Bytes key = from.getBytes();
        Bytes rangeEnd = from.getBytes();
        Compare.Result result = constant(Compare.Result.values(), from.getByte());
        int tag = from.getByte();
        Compare.Target target = switch (tag) {
            case VERSION -> new Compare.Version(from.getVarint());
            case CREATE_REVISION -> new Compare.CreateRevision(from.getVarint());
            case MOD_REVISION -> new Compare.ModRevision(from.getVarint());
            case LEASE -> new Compare.Lease(from.getVarint());
            case VALUE -> new Compare.Value(from.getBytes());
            default -> throw new CorruptException("unknown comparison tag " + tag);
        };
        return new Compare(key, rangeEnd, result, target);
    }

    static <T> T constant(T[] values, int number) throws CorruptException {
        if (number >= values.length) {
            throw new CorruptException("unknown constant " + number);
        }
        return values[number];
    }

    private static int flags(boolean... flags) {
        int bits = 0;
        for (int i = 0; i < flags.length; i++) {
            bits |= flags[i] ? 1 << i : 0;
        }
        return bits;
    }

    private static boolean flag(int bits, int index) {
        return (bits >>> index & 1) != 0;
    }
}
