package dev.carafe.etcd.rpc;

import com.google.protobuf.Message;
import dev.carafe.etcd.proto.Rpc;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;

/** The methods of etcd's gRPC services that are spoken here. */
public final class EtcdMethods {
    public static final String KV = "etcdserverpb.KV";
    public static final String WATCH = "etcdserverpb.Watch";
    public static final String LEASE = "etcdserverpb.Lease";
    public static final String CLUSTER = "etcdserverpb.Cluster";
    public static final String MAINTENANCE = "etcdserverpb.Maintenance";

    public static final MethodDescriptor<Rpc.RangeRequest, Rpc.RangeResponse> RANGE =
            unary(KV, "Range", Rpc.RangeRequest.getDefaultInstance(), Rpc.RangeResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.PutRequest, Rpc.PutResponse> PUT =
            unary(KV, "Put", Rpc.PutRequest.getDefaultInstance(), Rpc.PutResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.DeleteRangeRequest, Rpc.DeleteRangeResponse> DELETE_RANGE = unary(
            KV,
            "DeleteRange",
            Rpc.DeleteRangeRequest.getDefaultInstance(),
            Rpc.DeleteRangeResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.TxnRequest, Rpc.TxnResponse> TXN =
            unary(KV, "Txn", Rpc.TxnRequest.getDefaultInstance(), Rpc.TxnResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.CompactionRequest, Rpc.CompactionResponse> COMPACT = unary(
            KV, "Compact", Rpc.CompactionRequest.getDefaultInstance(), Rpc.CompactionResponse.getDefaultInstance());

    public static final MethodDescriptor<Rpc.WatchRequest, Rpc.WatchResponse> WATCH_STREAM =
            streaming(WATCH, "Watch", Rpc.WatchRequest.getDefaultInstance(), Rpc.WatchResponse.getDefaultInstance());

    /** The same method as {@link #WATCH_STREAM}, for the side that answers. */
    public static final MethodDescriptor<Rpc.WatchRequest, WatchMessage> WATCH_ANSWERS = WATCH_STREAM.toBuilder(
                    WATCH_STREAM.getRequestMarshaller(), new WatchMessage.Marshaller())
            .build();

    public static final MethodDescriptor<Rpc.LeaseGrantRequest, Rpc.LeaseGrantResponse> LEASE_GRANT = unary(
            LEASE,
            "LeaseGrant",
            Rpc.LeaseGrantRequest.getDefaultInstance(),
            Rpc.LeaseGrantResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.LeaseRevokeRequest, Rpc.LeaseRevokeResponse> LEASE_REVOKE = unary(
            LEASE,
            "LeaseRevoke",
            Rpc.LeaseRevokeRequest.getDefaultInstance(),
            Rpc.LeaseRevokeResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.LeaseKeepAliveRequest, Rpc.LeaseKeepAliveResponse> LEASE_KEEP_ALIVE =
            streaming(
                    LEASE,
                    "LeaseKeepAlive",
                    Rpc.LeaseKeepAliveRequest.getDefaultInstance(),
                    Rpc.LeaseKeepAliveResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.LeaseTimeToLiveRequest, Rpc.LeaseTimeToLiveResponse> LEASE_TIME_TO_LIVE =
            unary(
                    LEASE,
                    "LeaseTimeToLive",
                    Rpc.LeaseTimeToLiveRequest.getDefaultInstance(),
                    Rpc.LeaseTimeToLiveResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.LeaseLeasesRequest, Rpc.LeaseLeasesResponse> LEASE_LEASES = unary(
            LEASE,
            "LeaseLeases",
            Rpc.LeaseLeasesRequest.getDefaultInstance(),
            Rpc.LeaseLeasesResponse.getDefaultInstance());

    public static final MethodDescriptor<Rpc.MemberListRequest, Rpc.MemberListResponse> MEMBER_LIST = unary(
            CLUSTER,
            "MemberList",
            Rpc.MemberListRequest.getDefaultInstance(),
            Rpc.MemberListResponse.getDefaultInstance());

    public static final MethodDescriptor<Rpc.MemberAddRequest, Rpc.MemberAddResponse> MEMBER_ADD = unary(
            CLUSTER,
            "MemberAdd",
            Rpc.MemberAddRequest.getDefaultInstance(),
            Rpc.MemberAddResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.MemberRemoveRequest, Rpc.MemberRemoveResponse> MEMBER_REMOVE = unary(
            CLUSTER,
            "MemberRemove",
            Rpc.MemberRemoveRequest.getDefaultInstance(),
            Rpc.MemberRemoveResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.MemberUpdateRequest, Rpc.MemberUpdateResponse> MEMBER_UPDATE = unary(
            CLUSTER,
            "MemberUpdate",
            Rpc.MemberUpdateRequest.getDefaultInstance(),
            Rpc.MemberUpdateResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.MemberPromoteRequest, Rpc.MemberPromoteResponse> MEMBER_PROMOTE = unary(
            CLUSTER,
            "MemberPromote",
            Rpc.MemberPromoteRequest.getDefaultInstance(),
            Rpc.MemberPromoteResponse.getDefaultInstance());

    public static final MethodDescriptor<Rpc.StatusRequest, Rpc.StatusResponse> STATUS = unary(
            MAINTENANCE, "Status", Rpc.StatusRequest.getDefaultInstance(), Rpc.StatusResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.AlarmRequest, Rpc.AlarmResponse> ALARM =
            unary(MAINTENANCE, "Alarm", Rpc.AlarmRequest.getDefaultInstance(), Rpc.AlarmResponse.getDefaultInstance());

    public static final MethodDescriptor<Rpc.RangeRequest, Rpc.RangeStreamResponse> RANGE_STREAM = serverStreaming(
            KV, "RangeStream", Rpc.RangeRequest.getDefaultInstance(), Rpc.RangeStreamResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.DefragmentRequest, Rpc.DefragmentResponse> DEFRAGMENT = unary(
            MAINTENANCE,
            "Defragment",
            Rpc.DefragmentRequest.getDefaultInstance(),
            Rpc.DefragmentResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.SnapshotRequest, Rpc.SnapshotResponse> SNAPSHOT = serverStreaming(
            MAINTENANCE,
            "Snapshot",
            Rpc.SnapshotRequest.getDefaultInstance(),
            Rpc.SnapshotResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.HashRequest, Rpc.HashResponse> HASH =
            unary(MAINTENANCE, "Hash", Rpc.HashRequest.getDefaultInstance(), Rpc.HashResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.HashKVRequest, Rpc.HashKVResponse> HASH_KV = unary(
            MAINTENANCE, "HashKV", Rpc.HashKVRequest.getDefaultInstance(), Rpc.HashKVResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.MoveLeaderRequest, Rpc.MoveLeaderResponse> MOVE_LEADER = unary(
            MAINTENANCE,
            "MoveLeader",
            Rpc.MoveLeaderRequest.getDefaultInstance(),
            Rpc.MoveLeaderResponse.getDefaultInstance());
    public static final MethodDescriptor<Rpc.DowngradeRequest, Rpc.DowngradeResponse> DOWNGRADE = unary(
            MAINTENANCE,
            "Downgrade",
            Rpc.DowngradeRequest.getDefaultInstance(),
            Rpc.DowngradeResponse.getDefaultInstance());

    private EtcdMethods() {}

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
            String service, String method, Q request, R response) {
        return method(MethodDescriptor.MethodType.UNARY, service, method, request, response);
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> streaming(
            String service, String method, Q request, R response) {
        return method(MethodDescriptor.MethodType.BIDI_STREAMING, service, method, request, response);
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> serverStreaming(
            String service, String method, Q request, R response) {
        return method(MethodDescriptor.MethodType.SERVER_STREAMING, service, method, request, response);
    }

    static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            MethodDescriptor.MethodType type, String service, String method, Q request, R response) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }
}
