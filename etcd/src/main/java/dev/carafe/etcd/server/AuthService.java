package dev.carafe.etcd.server;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.AuthResponse;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.RpcAuth;
import dev.carafe.etcd.rpc.AuthMethods;
import dev.carafe.etcd.rpc.ResponseCodec;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.ServerServiceDefinition;

/** etcd's Auth service. */
record AuthService(Sessions sessions, ResponseCodec codec) {
    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(AuthMethods.AUTH)
                .addMethod(
                        AuthMethods.AUTH_ENABLE,
                        Calls.unary(_ -> RpcAuth.AuthEnableResponse.newBuilder()
                                .setHeader(change(new AuthRequest.Enable()))
                                .build()))
                .addMethod(
                        AuthMethods.AUTH_DISABLE,
                        Calls.unary(_ -> RpcAuth.AuthDisableResponse.newBuilder()
                                .setHeader(change(new AuthRequest.Disable()))
                                .build()))
                .addMethod(AuthMethods.AUTH_STATUS, Calls.unary(_ -> status()))
                .addMethod(AuthMethods.AUTHENTICATE, Calls.unary(this::authenticate))
                .addMethod(AuthMethods.USER_ADD, Calls.unary(this::addUser))
                .addMethod(AuthMethods.USER_GET, Calls.unary(request -> {
                    Session.Names roles = sessions.current().rolesOf(request.getName());
                    return RpcAuth.AuthUserGetResponse.newBuilder()
                            .setHeader(codec.header(roles.revision()))
                            .addAllRoles(roles.names())
                            .build();
                }))
                .addMethod(AuthMethods.USER_LIST, Calls.unary(_ -> {
                    Session.Names users = sessions.current().users();
                    return RpcAuth.AuthUserListResponse.newBuilder()
                            .setHeader(codec.header(users.revision()))
                            .addAllUsers(users.names())
                            .build();
                }))
                .addMethod(
                        AuthMethods.USER_DELETE,
                        Calls.unary(request -> RpcAuth.AuthUserDeleteResponse.newBuilder()
                                .setHeader(change(new AuthRequest.UserDelete(request.getName())))
                                .build()))
                .addMethod(
                        AuthMethods.USER_CHANGE_PASSWORD,
                        Calls.unary(request -> RpcAuth.AuthUserChangePasswordResponse.newBuilder()
                                .setHeader(header(sessions.current()
                                        .userChangePassword(request.getName(), request.getPassword())))
                                .build()))
                .addMethod(
                        AuthMethods.USER_GRANT_ROLE,
                        Calls.unary(request -> RpcAuth.AuthUserGrantRoleResponse.newBuilder()
                                .setHeader(change(new AuthRequest.UserGrantRole(request.getUser(), request.getRole())))
                                .build()))
                .addMethod(
                        AuthMethods.USER_REVOKE_ROLE,
                        Calls.unary(request -> RpcAuth.AuthUserRevokeRoleResponse.newBuilder()
                                .setHeader(change(new AuthRequest.UserRevokeRole(request.getName(), request.getRole())))
                                .build()))
                .addMethod(
                        AuthMethods.ROLE_ADD,
                        Calls.unary(request -> RpcAuth.AuthRoleAddResponse.newBuilder()
                                .setHeader(change(new AuthRequest.RoleAdd(request.getName())))
                                .build()))
                .addMethod(AuthMethods.ROLE_GET, Calls.unary(this::role))
                .addMethod(AuthMethods.ROLE_LIST, Calls.unary(_ -> {
                    Session.Names roles = sessions.current().roles();
                    return RpcAuth.AuthRoleListResponse.newBuilder()
                            .setHeader(codec.header(roles.revision()))
                            .addAllRoles(roles.names())
                            .build();
                }))
                .addMethod(
                        AuthMethods.ROLE_DELETE,
                        Calls.unary(request -> RpcAuth.AuthRoleDeleteResponse.newBuilder()
                                .setHeader(change(new AuthRequest.RoleDelete(request.getRole())))
                                .build()))
                .addMethod(AuthMethods.ROLE_GRANT_PERMISSION, Calls.unary(this::grant))
                .addMethod(
                        AuthMethods.ROLE_REVOKE_PERMISSION,
                        Calls.unary(request -> RpcAuth.AuthRoleRevokePermissionResponse.newBuilder()
                                .setHeader(change(new AuthRequest.RoleRevokePermission(
                                        request.getRole(),
                                        ValueCodec.decode(request.getKey()),
                                        ValueCodec.decode(request.getRangeEnd()))))
                                .build()))
                .build();
    }

    private Rpc.ResponseHeader change(AuthRequest request) {
        return header(sessions.current().changeAuth(request));
    }

    private Rpc.ResponseHeader header(AuthResponse response) {
        return codec.header(response.revision());
    }

    private RpcAuth.AuthStatusResponse status() {
        Session.AuthStatus status = sessions.current().authStatus();
        return RpcAuth.AuthStatusResponse.newBuilder()
                .setHeader(codec.header(status.revision()))
                .setEnabled(status.enabled())
                .setAuthRevision(status.authRevision())
                .build();
    }

    private RpcAuth.AuthenticateResponse authenticate(RpcAuth.AuthenticateRequest request) {
        Session nobody = sessions.member().as(Caller.UNKNOWN);
        String token = nobody.authenticate(request.getName(), request.getPassword());
        return RpcAuth.AuthenticateResponse.newBuilder()
                .setHeader(codec.header(nobody.authStatus().revision()))
                .setToken(token)
                .build();
    }

    private RpcAuth.AuthUserAddResponse addUser(RpcAuth.AuthUserAddRequest request) {
        AuthResponse added = sessions.current()
                .userAdd(
                        request.getName(),
                        request.getPassword(),
                        request.getOptions().getNoPassword());
        return RpcAuth.AuthUserAddResponse.newBuilder().setHeader(header(added)).build();
    }

    private RpcAuth.AuthRoleGetResponse role(RpcAuth.AuthRoleGetRequest request) {
        Session.Permissions permissions = sessions.current().permissionsOf(request.getRole());
        RpcAuth.AuthRoleGetResponse.Builder to =
                RpcAuth.AuthRoleGetResponse.newBuilder().setHeader(codec.header(permissions.revision()));
        permissions.permissions().forEach(permission -> to.addPerm(ValueCodec.encode(permission)));
        return to.build();
    }

    private RpcAuth.AuthRoleGrantPermissionResponse grant(RpcAuth.AuthRoleGrantPermissionRequest request) {
        if (!request.hasPerm()) {
            throw EtcdError.PERMISSION_NOT_GIVEN.exception();
        }
        AuthRequest change =
                new AuthRequest.RoleGrantPermission(request.getName(), ValueCodec.decode(request.getPerm()));
        return RpcAuth.AuthRoleGrantPermissionResponse.newBuilder()
                .setHeader(change(change))
                .build();
    }
}
