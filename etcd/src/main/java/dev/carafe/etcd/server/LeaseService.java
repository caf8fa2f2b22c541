package dev.carafe.etcd.server;

import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.ServerServiceDefinition;

/** etcd's Lease service. */
record LeaseService(Sessions sessions, ResponseCodec codec) {
    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(EtcdMethods.LEASE)
                .addMethod(EtcdMethods.LEASE_GRANT, Calls.unary(this::grant))
                .addMethod(EtcdMethods.LEASE_REVOKE, Calls.unary(this::revoke))
                .addMethod(EtcdMethods.LEASE_KEEP_ALIVE, Calls.perMessage(this::keepAlive))
                .addMethod(
                        EtcdMethods.LEASE_TIME_TO_LIVE,
                        Calls.unary(request ->
                                codec.encode(sessions.current().leaseTimeToLive(request.getID(), request.getKeys()))))
                .addMethod(EtcdMethods.LEASE_LEASES, Calls.unary(_ -> leases()))
                .build();
    }

    private Rpc.LeaseGrantResponse grant(Rpc.LeaseGrantRequest request) {
        LeaseGrantResponse granted =
                sessions.current().leaseGrant(new LeaseGrantRequest(request.getTTL(), request.getID()));
        return Rpc.LeaseGrantResponse.newBuilder()
                .setHeader(codec.header(granted.revision()))
                .setID(granted.id())
                .setTTL(granted.ttlSeconds())
                .build();
    }

    private Rpc.LeaseRevokeResponse revoke(Rpc.LeaseRevokeRequest request) {
        long revision = sessions.current()
                .leaseRevoke(new LeaseRevokeRequest(request.getID()))
                .revision();
        return Rpc.LeaseRevokeResponse.newBuilder()
                .setHeader(codec.header(revision))
                .build();
    }

    private Rpc.LeaseKeepAliveResponse keepAlive(Rpc.LeaseKeepAliveRequest request) {
        LeaseKeepAliveResponse kept = sessions.current().leaseKeepAlive(request.getID());
        return Rpc.LeaseKeepAliveResponse.newBuilder()
                .setHeader(codec.header(kept.revision()))
                .setID(kept.id())
                .setTTL(kept.ttlSeconds())
                .build();
    }

    private Rpc.LeaseLeasesResponse leases() {
        LeaseLeasesResponse leases = sessions.current().leaseLeases();
        Rpc.LeaseLeasesResponse.Builder to =
                Rpc.LeaseLeasesResponse.newBuilder().setHeader(codec.header(leases.revision()));
        leases.ids().forEach(id -> to.addLeases(Rpc.LeaseStatus.newBuilder().setID(id)));
        return to.build();
    }
}
