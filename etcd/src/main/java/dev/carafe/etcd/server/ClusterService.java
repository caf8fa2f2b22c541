package dev.carafe.etcd.server;

import dev.carafe.etcd.Session;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.ServerServiceDefinition;
import java.net.InetSocketAddress;
import java.util.List;

/** The members of the cluster, and how they change. Headers tell no revision, as etcd's do not here. */
record ClusterService(Sessions sessions, ResponseCodec codec, EtcdServerConfig config) {
    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(EtcdMethods.CLUSTER)
                .addMethod(
                        EtcdMethods.MEMBER_LIST,
                        Calls.unary(request -> Rpc.MemberListResponse.newBuilder()
                                .setHeader(codec.header(0))
                                .addAllMembers(encode(sessions.current().members(request.getLinearizable())))
                                .build()))
                .addMethod(EtcdMethods.MEMBER_ADD, Calls.unary(request -> {
                    Session.Added added =
                            sessions.current().memberAdd(request.getPeerURLsList(), request.getIsLearner());
                    return Rpc.MemberAddResponse.newBuilder()
                            .setHeader(codec.header(0))
                            .setMember(encode(added.member()))
                            .addAllMembers(encode(added.members()))
                            .build();
                }))
                .addMethod(
                        EtcdMethods.MEMBER_REMOVE,
                        Calls.unary(request -> Rpc.MemberRemoveResponse.newBuilder()
                                .setHeader(codec.header(0))
                                .addAllMembers(encode(sessions.current().memberRemove(request.getID())))
                                .build()))
                .addMethod(
                        EtcdMethods.MEMBER_UPDATE,
                        Calls.unary(request -> Rpc.MemberUpdateResponse.newBuilder()
                                .setHeader(codec.header(0))
                                .addAllMembers(encode(
                                        sessions.current().memberUpdate(request.getID(), request.getPeerURLsList())))
                                .build()))
                .addMethod(
                        EtcdMethods.MEMBER_PROMOTE,
                        Calls.unary(request -> Rpc.MemberPromoteResponse.newBuilder()
                                .setHeader(codec.header(0))
                                .addAllMembers(encode(sessions.current().memberPromote(request.getID())))
                                .build()))
                .build();
    }

    private List<Rpc.Member> encode(List<Session.MemberInfo> members) {
        return members.stream().map(this::encode).toList();
    }

    private Rpc.Member encode(Session.MemberInfo member) {
        Rpc.Member.Builder to = Rpc.Member.newBuilder()
                .setID(member.id())
                .setName(member.name())
                .addAllPeerURLs(member.peerUrls())
                .addAllClientURLs(member.clientUrls())
                .setIsLearner(member.learner());
        if (member.peerUrls().isEmpty()) { // a store that is alone knows nothing of addresses
            InetSocketAddress listen = config.listenClient();
            String scheme = config.tls() == null ? "http" : "https";
            to.setName(config.name())
                    .addAllClientURLs(
                            config.advertiseClientUrls().isEmpty()
                                    ? List.of(scheme + "://" + listen.getHostString() + ":" + listen.getPort())
                                    : config.advertiseClientUrls());
        }
        return to.build();
    }
}
