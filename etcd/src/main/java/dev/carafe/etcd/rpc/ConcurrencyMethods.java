package dev.carafe.etcd.rpc;

import com.google.protobuf.Message;
import dev.carafe.etcd.proto.V3Election;
import dev.carafe.etcd.proto.V3Lock;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The methods of etcd's lock and election services. */
public final class ConcurrencyMethods {
    public static final String LOCKS = "v3lockpb.Lock";
    public static final String ELECTIONS = "v3electionpb.Election";

    public static final MethodDescriptor<V3Lock.LockRequest, V3Lock.LockResponse> LOCK =
            unary(LOCKS, "Lock", V3Lock.LockRequest.getDefaultInstance(), V3Lock.LockResponse.getDefaultInstance());
    public static final MethodDescriptor<V3Lock.UnlockRequest, V3Lock.UnlockResponse> UNLOCK = unary(
            LOCKS, "Unlock", V3Lock.UnlockRequest.getDefaultInstance(), V3Lock.UnlockResponse.getDefaultInstance());

    public static final MethodDescriptor<V3Election.CampaignRequest, V3Election.CampaignResponse> CAMPAIGN = unary(
            ELECTIONS,
            "Campaign",
            V3Election.CampaignRequest.getDefaultInstance(),
            V3Election.CampaignResponse.getDefaultInstance());
    public static final MethodDescriptor<V3Election.ProclaimRequest, V3Election.ProclaimResponse> PROCLAIM = unary(
            ELECTIONS,
            "Proclaim",
            V3Election.ProclaimRequest.getDefaultInstance(),
            V3Election.ProclaimResponse.getDefaultInstance());
    public static final MethodDescriptor<V3Election.LeaderRequest, V3Election.LeaderResponse> LEADER = unary(
            ELECTIONS,
            "Leader",
            V3Election.LeaderRequest.getDefaultInstance(),
            V3Election.LeaderResponse.getDefaultInstance());
    public static final MethodDescriptor<V3Election.LeaderRequest, V3Election.LeaderResponse> OBSERVE =
            EtcdMethods.method(
                    MethodType.SERVER_STREAMING,
                    ELECTIONS,
                    "Observe",
                    V3Election.LeaderRequest.getDefaultInstance(),
                    V3Election.LeaderResponse.getDefaultInstance());
    public static final MethodDescriptor<V3Election.ResignRequest, V3Election.ResignResponse> RESIGN = unary(
            ELECTIONS,
            "Resign",
            V3Election.ResignRequest.getDefaultInstance(),
            V3Election.ResignResponse.getDefaultInstance());

    private ConcurrencyMethods() {}

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
            String service, String method, Q request, R response) {
        return EtcdMethods.method(MethodType.UNARY, service, method, request, response);
    }
}
