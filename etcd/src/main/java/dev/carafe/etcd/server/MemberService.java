package dev.carafe.etcd.server;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmResponse;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.DowngradeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** What clients ask about the one member itself, and what administrators do with it. */
record MemberService(Sessions sessions, ResponseCodec codec) {
    ServerServiceDefinition maintenanceDefinition() {
        return ServerServiceDefinition.builder(EtcdMethods.MAINTENANCE)
                .addMethod(
                        EtcdMethods.STATUS,
                        Calls.unary(_ -> codec.encode(sessions.current().status())))
                .addMethod(EtcdMethods.ALARM, Calls.unary(this::alarm))
                .addMethod(EtcdMethods.DEFRAGMENT, Calls.unary(_ -> {
                    sessions.current().defragment();
                    return Rpc.DefragmentResponse.getDefaultInstance(); // etcd's has no header either
                }))
                .addMethod(EtcdMethods.SNAPSHOT, ServerCalls.asyncServerStreamingCall(this::snapshot))
                .addMethod(EtcdMethods.HASH, Calls.unary(_ -> {
                    Session.Hash hash = sessions.current().hash();
                    return Rpc.HashResponse.newBuilder()
                            .setHeader(codec.header(hash.revision()))
                            .setHash(hash.hash())
                            .build();
                }))
                .addMethod(EtcdMethods.HASH_KV, Calls.unary(this::hashKv))
                .addMethod(EtcdMethods.MOVE_LEADER, Calls.unary(request -> {
                    sessions.current().moveLeader(request.getTargetID());
                    return Rpc.MoveLeaderResponse.getDefaultInstance();
                }))
                .addMethod(EtcdMethods.DOWNGRADE, Calls.unary(this::downgrade))
                .build();
    }

    private void snapshot(Rpc.SnapshotRequest request, StreamObserver<Rpc.SnapshotResponse> to) {
        SnapshotCall call = new SnapshotCall((ServerCallStreamObserver<Rpc.SnapshotResponse>) to);
        // The call's own thread must stay free to tell that the client reads again.
        Runnable sending = Context.current().wrap(() -> {
            try {
                call.send(sessions.current());
            } catch (RuntimeException e) {
                to.onError(Calls.status(e));
            }
        });
        var _ = Thread.ofVirtual().name("etcd-snapshot-call").start(sending);
    }

    private Rpc.HashKVResponse hashKv(Rpc.HashKVRequest request) {
        Session.HashKv hash = sessions.current().hashKv(request.getRevision());
        return Rpc.HashKVResponse.newBuilder()
                .setHeader(codec.header(hash.revision()))
                .setHash(hash.hash())
                .setCompactRevision(hash.compactRevision())
                .setHashRevision(hash.hashRevision())
                .build();
    }

    private Rpc.DowngradeResponse downgrade(Rpc.DowngradeRequest request) {
        Session.Downgrade action = switch (request.getAction()) {
            case VALIDATE -> Session.Downgrade.VALIDATE;
            case ENABLE -> Session.Downgrade.ENABLE;
            case CANCEL -> Session.Downgrade.CANCEL;
            case UNRECOGNIZED -> throw new EtcdException(EtcdError.Code.UNKNOWN, "etcdserver: unknown method");
        };
        DowngradeResponse done = sessions.current().downgrade(action, request.getVersion());
        return Rpc.DowngradeResponse.newBuilder()
                .setHeader(codec.header(done.revision()))
                .setVersion(
                        done.clusterVersion().substring(0, done.clusterVersion().lastIndexOf('.')))
                .build();
    }

    private Rpc.AlarmResponse alarm(Rpc.AlarmRequest request) {
        AlarmRequest.Action action = switch (request.getAction()) {
            case GET -> AlarmRequest.Action.GET;
            case ACTIVATE -> AlarmRequest.Action.ACTIVATE;
            case DEACTIVATE -> AlarmRequest.Action.DEACTIVATE;
            case UNRECOGNIZED -> throw new EtcdException(EtcdError.Code.UNKNOWN, "etcdserver: unknown method");
        };
        AlarmType type = switch (request.getAlarm()) {
            case NONE -> AlarmType.NONE;
            case NOSPACE -> AlarmType.NOSPACE;
            case CORRUPT -> AlarmType.CORRUPT;
            case UNRECOGNIZED -> throw new EtcdException(EtcdError.Code.UNKNOWN, "etcdserver: unknown method");
        };
        AlarmResponse response = sessions.current().alarm(new AlarmRequest(action, request.getMemberID(), type));
        Rpc.AlarmResponse.Builder to = Rpc.AlarmResponse.newBuilder().setHeader(codec.header(response.revision()));
        for (AlarmMember alarm : response.alarms()) {
            to.addAlarms(Rpc.AlarmMember.newBuilder()
                    .setMemberID(alarm.memberId())
                    .setAlarmValue(alarm.type().number()));
        }
        return to.build();
    }
}
