package dev.carafe.etcd.http;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The services as JSON over HTTP, by the paths of etcd's annotations for grpc-gateway. Safe for any thread.
 */
final class Gateway {
    static final String ROOT = "/v3/";

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** The one stream of requests that stays open when all requests of its body are read. */
    private static final String WATCH = "etcdserverpb.Watch/Watch";

    private static final Map<String, String> PATHS = Map.ofEntries(
            Map.entry("kv/range", "etcdserverpb.KV/Range"),
            Map.entry("kv/put", "etcdserverpb.KV/Put"),
            Map.entry("kv/deleterange", "etcdserverpb.KV/DeleteRange"),
            Map.entry("kv/txn", "etcdserverpb.KV/Txn"),
            Map.entry("kv/compaction", "etcdserverpb.KV/Compact"),
            Map.entry("watch", WATCH),
            Map.entry("lease/grant", "etcdserverpb.Lease/LeaseGrant"),
            Map.entry("lease/revoke", "etcdserverpb.Lease/LeaseRevoke"),
            Map.entry("kv/lease/revoke", "etcdserverpb.Lease/LeaseRevoke"),
            Map.entry("lease/keepalive", "etcdserverpb.Lease/LeaseKeepAlive"),
            Map.entry("lease/timetolive", "etcdserverpb.Lease/LeaseTimeToLive"),
            Map.entry("kv/lease/timetolive", "etcdserverpb.Lease/LeaseTimeToLive"),
            Map.entry("lease/leases", "etcdserverpb.Lease/LeaseLeases"),
            Map.entry("kv/lease/leases", "etcdserverpb.Lease/LeaseLeases"),
            Map.entry("cluster/member/add", "etcdserverpb.Cluster/MemberAdd"),
            Map.entry("cluster/member/remove", "etcdserverpb.Cluster/MemberRemove"),
            Map.entry("cluster/member/update", "etcdserverpb.Cluster/MemberUpdate"),
            Map.entry("cluster/member/list", "etcdserverpb.Cluster/MemberList"),
            Map.entry("cluster/member/promote", "etcdserverpb.Cluster/MemberPromote"),
            Map.entry("maintenance/alarm", "etcdserverpb.Maintenance/Alarm"),
            Map.entry("maintenance/status", "etcdserverpb.Maintenance/Status"),
            Map.entry("maintenance/defragment", "etcdserverpb.Maintenance/Defragment"),
            Map.entry("maintenance/hash", "etcdserverpb.Maintenance/Hash"),
            Map.entry("maintenance/hashkv", "etcdserverpb.Maintenance/HashKV"),
            Map.entry("maintenance/snapshot", "etcdserverpb.Maintenance/Snapshot"),
            Map.entry("maintenance/transfer-leadership", "etcdserverpb.Maintenance/MoveLeader"),
            Map.entry("maintenance/downgrade", "etcdserverpb.Maintenance/Downgrade"),
            Map.entry("auth/enable", "etcdserverpb.Auth/AuthEnable"),
            Map.entry("auth/disable", "etcdserverpb.Auth/AuthDisable"),
            Map.entry("auth/status", "etcdserverpb.Auth/AuthStatus"),
            Map.entry("auth/authenticate", "etcdserverpb.Auth/Authenticate"),
            Map.entry("auth/user/add", "etcdserverpb.Auth/UserAdd"),
            Map.entry("auth/user/get", "etcdserverpb.Auth/UserGet"),
            Map.entry("auth/user/list", "etcdserverpb.Auth/UserList"),
            Map.entry("auth/user/delete", "etcdserverpb.Auth/UserDelete"),
            Map.entry("auth/user/changepw", "etcdserverpb.Auth/UserChangePassword"),
            Map.entry("auth/user/grant", "etcdserverpb.Auth/UserGrantRole"),
            Map.entry("auth/user/revoke", "etcdserverpb.Auth/UserRevokeRole"),
            Map.entry("auth/role/add", "etcdserverpb.Auth/RoleAdd"),
            Map.entry("auth/role/get", "etcdserverpb.Auth/RoleGet"),
            Map.entry("auth/role/list", "etcdserverpb.Auth/RoleList"),
            Map.entry("auth/role/delete", "etcdserverpb.Auth/RoleDelete"),
            Map.entry("auth/role/grant", "etcdserverpb.Auth/RoleGrantPermission"),
            Map.entry("auth/role/revoke", "etcdserverpb.Auth/RoleRevokePermission"),
            Map.entry("lock/lock", "v3lockpb.Lock/Lock"),
            Map.entry("lock/unlock", "v3lockpb.Lock/Unlock"),
            Map.entry("election/campaign", "v3electionpb.Election/Campaign"),
            Map.entry("election/proclaim", "v3electionpb.Election/Proclaim"),
            Map.entry("election/leader", "v3electionpb.Election/Leader"),
            Map.entry("election/observe", "v3electionpb.Election/Observe"),
            Map.entry("election/resign", "v3electionpb.Election/Resign"));

    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

    Gateway(List<ServerServiceDefinition> services, List<ServerInterceptor> interceptors) {
        for (ServerServiceDefinition service : services) {
            for (ServerMethodDefinition<?, ?> method :
                    ServerInterceptors.intercept(service, interceptors).getMethods()) {
                methods.put(method.getMethodDescriptor().getFullMethodName(), method);
            }
        }
    }

    /** Answers whole, or in pieces and then with null. */
    @Nullable
    HttpAnswer answer(HttpRequest request, StreamedAnswer streamed) {
        @Nullable String name = PATHS.get(request.path().substring(ROOT.length()));
        @Nullable ServerMethodDefinition<?, ?> method = name == null ? null : methods.get(name);
        if (method == null) {
            return error(Status.NOT_FOUND.withDescription("Not Found"));
        }
        if (!request.method().equals("POST")) {
            return error(Status.UNIMPLEMENTED.withDescription("Method Not Allowed"));
        }
        return call(method, request, streamed);
    }

    private static <Q, R> @Nullable HttpAnswer call(
            ServerMethodDefinition<Q, R> method, HttpRequest request, StreamedAnswer streamed) {
        MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
        Message message;
        try {
            if (!(descriptor.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<Q> marshaller)
                    || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
                throw new IllegalStateException("no protobuf method: " + descriptor.getFullMethodName());
            }
            message = JsonCodec.decode(request.body(), prototype);
        } catch (JsonCodec.BadJson e) {
            return error(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        }
        boolean whole = descriptor.getType().serverSendsOneMessage();
        boolean staysOpen = descriptor.getFullMethodName().equals(WATCH);
        Metadata headers = new Metadata();
        if (!request.headers().authorization().isEmpty()) {
            headers.put(AUTHORIZATION, request.headers().authorization());
        }
        JsonCall<Q, R> call = new JsonCall<>(descriptor, whole, streamed);
        Q wanted = descriptor.parseRequest(new ByteArrayInputStream(message.toByteArray()));
        call.run(method.getServerCallHandler(), headers, wanted, !staysOpen);
        Status status = call.awaitEnd();
        if (!status.isOk()) {
            HttpAnswer failed = error(status);
            if (whole) {
                return failed;
            }
            String piece = "{\"error\":" + failed.body() + "}";
            if (!call.hasSentPieces()) {
                return HttpAnswer.json(failed.status(), piece);
            }
            streamed.piece(piece);
            return null;
        }
        return whole ? HttpAnswer.json(200, call.message()) : null;
    }

    static HttpAnswer error(Status status) {
        @Nullable String text = status.getDescription();
        return HttpAnswer.json(
                httpStatus(status.getCode()),
                JsonCodec.error(
                        status.getCode().value(),
                        text == null ? status.getCode().name() : text));
    }

    /** As grpc-gateway maps them ({@code runtime/errors.go}). */
    private static int httpStatus(Status.Code code) {
        return switch (code) {
            case OK -> 200;
            case CANCELLED -> 499;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case DEADLINE_EXCEEDED -> 504;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case PERMISSION_DENIED -> 403;
            case UNAUTHENTICATED -> 401;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }
}
