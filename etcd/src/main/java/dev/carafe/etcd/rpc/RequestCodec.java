package dev.carafe.etcd.rpc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.proto.Rpc;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Requests, to the wire and back. */
public final class RequestCodec {
    private RequestCodec() {}

    public static Rpc.RangeRequest encode(RangeRequest request) {
        return Rpc.RangeRequest.newBuilder()
                .setKey(ValueCodec.encode(request.key()))
                .setRangeEnd(ValueCodec.encode(request.rangeEnd()))
                .setLimit(request.limit())
                .setRevision(request.revision())
                .setSortOrderValue(request.sortOrder().number())
                .setSortTargetValue(request.sortTarget().number())
                .setSerializable(request.serializable())
                .setKeysOnly(request.keysOnly())
                .setCountOnly(request.countOnly())
                .setMinModRevision(request.minModRevision())
                .setMaxModRevision(request.maxModRevision())
                .setMinCreateRevision(request.minCreateRevision())
                .setMaxCreateRevision(request.maxCreateRevision())
                .build();
    }

    public static RangeRequest decode(Rpc.RangeRequest request) {
        return new RangeRequest(
                ValueCodec.decode(request.getKey()),
                ValueCodec.decode(request.getRangeEnd()),
                request.getLimit(),
                request.getRevision(),
                constant(RangeRequest.SortOrder.values(), request.getSortOrderValue()),
                constant(RangeRequest.SortTarget.values(), request.getSortTargetValue()),
                request.getSerializable(),
                request.getKeysOnly(),
                request.getCountOnly(),
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision());
    }

    public static Rpc.PutRequest encode(PutRequest request) {
        return Rpc.PutRequest.newBuilder()
                .setKey(ValueCodec.encode(request.key()))
                .setValue(ValueCodec.encode(request.value()))
                .setLease(request.lease())
                .setPrevKv(request.prevKv())
                .setIgnoreValue(request.ignoreValue())
                .setIgnoreLease(request.ignoreLease())
                .build();
    }

    public static PutRequest decode(Rpc.PutRequest request) {
        return new PutRequest(
                ValueCodec.decode(request.getKey()),
                ValueCodec.decode(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    public static Rpc.DeleteRangeRequest encode(DeleteRangeRequest request) {
        return Rpc.DeleteRangeRequest.newBuilder()
                .setKey(ValueCodec.encode(request.key()))
                .setRangeEnd(ValueCodec.encode(request.rangeEnd()))
                .setPrevKv(request.prevKv())
                .build();
    }

    public static DeleteRangeRequest decode(Rpc.DeleteRangeRequest request) {
        return new DeleteRangeRequest(
                ValueCodec.decode(request.getKey()), ValueCodec.decode(request.getRangeEnd()), request.getPrevKv());
    }

    public static Rpc.TxnRequest encode(TxnRequest request) {
        Rpc.TxnRequest.Builder to = Rpc.TxnRequest.newBuilder();
        request.compares().forEach(compare -> to.addCompare(encode(compare)));
        request.success().forEach(op -> to.addSuccess(encode(op)));
        request.failure().forEach(op -> to.addFailure(encode(op)));
        return to.build();
    }

    public static TxnRequest decode(Rpc.TxnRequest request) {
        List<Compare> compares = new ArrayList<>(request.getCompareCount());
        for (Rpc.Compare compare : request.getCompareList()) {
            if (isKnown(compare)) {
                compares.add(decode(compare));
            }
        }
        return new TxnRequest(compares, decode(request.getSuccessList()), decode(request.getFailureList()));
    }

    private static Rpc.RequestOp encode(Op op) {
        Rpc.RequestOp.Builder to = Rpc.RequestOp.newBuilder();
        switch (op) {
            case RangeRequest range -> to.setRequestRange(encode(range));
            case PutRequest put -> to.setRequestPut(encode(put));
            case DeleteRangeRequest delete -> to.setRequestDeleteRange(encode(delete));
            case TxnRequest txn -> to.setRequestTxn(encode(txn));
        }
        return to.build();
    }

    private static List<Op> decode(List<Rpc.RequestOp> ops) {
        List<Op> decoded = new ArrayList<>(ops.size());
        for (Rpc.RequestOp op : ops) {
            switch (op.getRequestCase()) {
                case REQUEST_RANGE -> decoded.add(decode(op.getRequestRange()));
                case REQUEST_PUT -> decoded.add(decode(op.getRequestPut()));
                case REQUEST_DELETE_RANGE -> decoded.add(decode(op.getRequestDeleteRange()));
                case REQUEST_TXN -> decoded.add(decode(op.getRequestTxn()));
                // etcd answers an operation without content so as well.
                case REQUEST_NOT_SET -> throw EtcdError.KEY_NOT_FOUND.exception();
            }
        }
        return decoded;
    }

    private static Rpc.Compare encode(Compare compare) {
        Rpc.Compare.Builder to = Rpc.Compare.newBuilder()
                .setKey(ValueCodec.encode(compare.key()))
                .setRangeEnd(ValueCodec.encode(compare.rangeEnd()))
                .setResultValue(compare.result().number());
        switch (compare.target()) {
            case Compare.Version(long version) ->
                to.setTarget(Rpc.Compare.CompareTarget.VERSION).setVersion(version);
            case Compare.CreateRevision(long revision) ->
                to.setTarget(Rpc.Compare.CompareTarget.CREATE).setCreateRevision(revision);
            case Compare.ModRevision(long revision) ->
                to.setTarget(Rpc.Compare.CompareTarget.MOD).setModRevision(revision);
            case Compare.Value(Bytes value) ->
                to.setTarget(Rpc.Compare.CompareTarget.VALUE).setValue(ValueCodec.encode(value));
            case Compare.Lease(long lease) ->
                to.setTarget(Rpc.Compare.CompareTarget.LEASE).setLease(lease);
        }
        return to.build();
    }

    /** A comparison of or by something that etcd does not know holds, whatever it is. */
    private static boolean isKnown(Rpc.Compare compare) {
        return compare.getTarget() != Rpc.Compare.CompareTarget.UNRECOGNIZED
                && compare.getResult() != Rpc.Compare.CompareResult.UNRECOGNIZED;
    }

    private static Compare decode(Rpc.Compare compare) {
        Compare.Target target = switch (compare.getTarget()) {
            case VERSION -> new Compare.Version(compare.getVersion());
            case CREATE -> new Compare.CreateRevision(compare.getCreateRevision());
            case MOD -> new Compare.ModRevision(compare.getModRevision());
            case VALUE -> new Compare.Value(ValueCodec.decode(compare.getValue()));
            case LEASE -> new Compare.Lease(compare.getLease());
            case UNRECOGNIZED -> throw new IllegalArgumentException("unknown target of a comparison");
        };
        return new Compare(
                ValueCodec.decode(compare.getKey()),
                ValueCodec.decode(compare.getRangeEnd()),
                constant(Compare.Result.values(), compare.getResultValue()),
                target);
    }

    public static Rpc.WatchCreateRequest encode(WatchRequest request) {
        Rpc.WatchCreateRequest.Builder to = Rpc.WatchCreateRequest.newBuilder()
                .setKey(ValueCodec.encode(request.key()))
                .setRangeEnd(ValueCodec.encode(request.rangeEnd()))
                .setStartRevision(request.startRevision())
                .setPrevKv(request.prevKv())
                .setProgressNotify(request.progressNotify());
        request.filters().forEach(filter -> to.addFiltersValue(filter.number()));
        return to.build();
    }

    /** An empty key means the smallest one here, other than in the rest of the protocol. */
    public static WatchRequest decode(Rpc.WatchCreateRequest request) {
        Set<WatchRequest.Filter> filters = EnumSet.noneOf(WatchRequest.Filter.class);
        for (Rpc.WatchCreateRequest.FilterType filter : request.getFiltersList()) {
            switch (filter) {
                case NOPUT -> filters.add(WatchRequest.Filter.NO_PUT);
                case NODELETE -> filters.add(WatchRequest.Filter.NO_DELETE);
                case UNRECOGNIZED -> {} // as etcd does
            }
        }
        Bytes key = ValueCodec.decode(request.getKey());
        return new WatchRequest(
                key.isEmpty() ? Bytes.ZERO : key,
                ValueCodec.decode(request.getRangeEnd()),
                request.getStartRevision(),
                request.getPrevKv(),
                request.getProgressNotify(),
                filters);
    }

    private static <T> T constant(T[] values, int number) {
        if (number < 0 || number >= values.length) {
            throw EtcdError.INVALID_SORT_OPTION.exception();
        }
        return values[number];
    }
}
