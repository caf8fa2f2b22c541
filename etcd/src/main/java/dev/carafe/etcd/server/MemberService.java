package dev.carafe.etcd.server;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.ServerServiceDefinition;
import java.net.InetSocketAddress;

/** What clients ask about the one member itself: member list, status, alarms. */
record MemberService(Store store, ResponseCodec codec, EtcdServerConfig config) {
    ServerServiceDefinition clusterDefinition() {
        return ServerServiceDefinition.builder(EtcdMethods.CLUSTER)
                .addMethod(EtcdMethods.MEMBER_LIST, Calls.unary(_ -> members()))
                .build();
    }

    ServerServiceDefinition maintenanceDefinition() {
        return ServerServiceDefinition.builder(EtcdMethods.MAINTENANCE)
                .addMethod(EtcdMethods.STATUS, Calls.unary(_ -> codec.encode(store.status())))
                .addMethod(EtcdMethods.ALARM, Calls.unary(this::alarm))
                .build();
    }

    private Rpc.MemberListResponse members() {
        StatusResponse status = store.status();
        InetSocketAddress listen = config.listenClient();
        Rpc.Member.Builder member =
                Rpc.Member.newBuilder().setID(status.memberId()).setName(config.name());
        if (config.advertiseClientUrls().isEmpty()) {
            String scheme = config.tls() == null ? "http" : "https";
            member.addClientURLs(scheme + "://" + listen.getHostString() + ":" + listen.getPort());
        } else {
            member.addAllClientURLs(config.advertiseClientUrls());
        }
        return Rpc.MemberListResponse.newBuilder()
                .setHeader(codec.header(0)) // etcd's cluster service tells no revision
                .addMembers(member)
                .build();
    }

    /** Only asking: alarms are raised by the store itself. */
    private Rpc.AlarmResponse alarm(Rpc.AlarmRequest request) {
        StatusResponse status = store.status();
        switch (request.getAction()) {
            case GET -> {}
            case DEACTIVATE -> {
                if (status.errors().contains(EtcdError.NO_SPACE.text())) {
                    throw new EtcdException(
                            EtcdError.Code.UNIMPLEMENTED, "the alarm ends by itself when there is space again");
                }
            }
            case ACTIVATE, UNRECOGNIZED ->
                throw new EtcdException(EtcdError.Code.UNIMPLEMENTED, "alarms are raised by the store itself");
        }
        Rpc.AlarmResponse.Builder to = Rpc.AlarmResponse.newBuilder().setHeader(codec.header(status.revision()));
        if (status.errors().contains(EtcdError.NO_SPACE.text())) {
            to.addAlarms(
                    Rpc.AlarmMember.newBuilder().setMemberID(status.memberId()).setAlarm(Rpc.AlarmType.NOSPACE));
        }
        return to.build();
    }
}
