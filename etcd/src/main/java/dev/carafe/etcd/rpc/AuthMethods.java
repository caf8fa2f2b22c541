package dev.carafe.etcd.rpc;

import com.google.protobuf.Message;
import dev.carafe.etcd.proto.RpcAuth;
import io.grpc.MethodDescriptor;

/** The methods of etcd's Auth service. */
public final class AuthMethods {
    public static final String AUTH = "etcdserverpb.Auth";

    public static final MethodDescriptor<RpcAuth.AuthEnableRequest, RpcAuth.AuthEnableResponse> AUTH_ENABLE = unary(
            "AuthEnable",
            RpcAuth.AuthEnableRequest.getDefaultInstance(),
            RpcAuth.AuthEnableResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthDisableRequest, RpcAuth.AuthDisableResponse> AUTH_DISABLE = unary(
            "AuthDisable",
            RpcAuth.AuthDisableRequest.getDefaultInstance(),
            RpcAuth.AuthDisableResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthStatusRequest, RpcAuth.AuthStatusResponse> AUTH_STATUS = unary(
            "AuthStatus",
            RpcAuth.AuthStatusRequest.getDefaultInstance(),
            RpcAuth.AuthStatusResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthenticateRequest, RpcAuth.AuthenticateResponse> AUTHENTICATE =
            unary(
                    "Authenticate",
                    RpcAuth.AuthenticateRequest.getDefaultInstance(),
                    RpcAuth.AuthenticateResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserAddRequest, RpcAuth.AuthUserAddResponse> USER_ADD = unary(
            "UserAdd",
            RpcAuth.AuthUserAddRequest.getDefaultInstance(),
            RpcAuth.AuthUserAddResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserGetRequest, RpcAuth.AuthUserGetResponse> USER_GET = unary(
            "UserGet",
            RpcAuth.AuthUserGetRequest.getDefaultInstance(),
            RpcAuth.AuthUserGetResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserListRequest, RpcAuth.AuthUserListResponse> USER_LIST = unary(
            "UserList",
            RpcAuth.AuthUserListRequest.getDefaultInstance(),
            RpcAuth.AuthUserListResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserDeleteRequest, RpcAuth.AuthUserDeleteResponse> USER_DELETE =
            unary(
                    "UserDelete",
                    RpcAuth.AuthUserDeleteRequest.getDefaultInstance(),
                    RpcAuth.AuthUserDeleteResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserChangePasswordRequest, RpcAuth.AuthUserChangePasswordResponse>
            USER_CHANGE_PASSWORD = unary(
                    "UserChangePassword",
                    RpcAuth.AuthUserChangePasswordRequest.getDefaultInstance(),
                    RpcAuth.AuthUserChangePasswordResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserGrantRoleRequest, RpcAuth.AuthUserGrantRoleResponse>
            USER_GRANT_ROLE = unary(
                    "UserGrantRole",
                    RpcAuth.AuthUserGrantRoleRequest.getDefaultInstance(),
                    RpcAuth.AuthUserGrantRoleResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthUserRevokeRoleRequest, RpcAuth.AuthUserRevokeRoleResponse>
            USER_REVOKE_ROLE = unary(
                    "UserRevokeRole",
                    RpcAuth.AuthUserRevokeRoleRequest.getDefaultInstance(),
                    RpcAuth.AuthUserRevokeRoleResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthRoleAddRequest, RpcAuth.AuthRoleAddResponse> ROLE_ADD = unary(
            "RoleAdd",
            RpcAuth.AuthRoleAddRequest.getDefaultInstance(),
            RpcAuth.AuthRoleAddResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthRoleGetRequest, RpcAuth.AuthRoleGetResponse> ROLE_GET = unary(
            "RoleGet",
            RpcAuth.AuthRoleGetRequest.getDefaultInstance(),
            RpcAuth.AuthRoleGetResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthRoleListRequest, RpcAuth.AuthRoleListResponse> ROLE_LIST = unary(
            "RoleList",
            RpcAuth.AuthRoleListRequest.getDefaultInstance(),
            RpcAuth.AuthRoleListResponse.getDefaultInstance());
    public static final MethodDescriptor<RpcAuth.AuthRoleDeleteRequest, RpcAuth.AuthRoleDeleteResponse> ROLE_DELETE =
            unary(
                    "RoleDelete",
                    RpcAuth.AuthRoleDeleteRequest.getDefaultInstance(),
                    RpcAuth.AuthRoleDeleteResponse.getDefaultInstance());
    public static final MethodDescriptor<
                    RpcAuth.AuthRoleGrantPermissionRequest, RpcAuth.AuthRoleGrantPermissionResponse>
            ROLE_GRANT_PERMISSION = unary(
                    "RoleGrantPermission",
                    RpcAuth.AuthRoleGrantPermissionRequest.getDefaultInstance(),
                    RpcAuth.AuthRoleGrantPermissionResponse.getDefaultInstance());
    public static final MethodDescriptor<
                    RpcAuth.AuthRoleRevokePermissionRequest, RpcAuth.AuthRoleRevokePermissionResponse>
            ROLE_REVOKE_PERMISSION = unary(
                    "RoleRevokePermission",
                    RpcAuth.AuthRoleRevokePermissionRequest.getDefaultInstance(),
                    RpcAuth.AuthRoleRevokePermissionResponse.getDefaultInstance());

    private AuthMethods() {}

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
            String method, Q request, R response) {
        return EtcdMethods.method(MethodDescriptor.MethodType.UNARY, AUTH, method, request, response);
    }
}
