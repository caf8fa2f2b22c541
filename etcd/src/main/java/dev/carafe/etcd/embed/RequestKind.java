package dev.carafe.etcd.embed;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;

/** How etcd's metrics call requests (etcd {@code server/etcdserver/v3_server.go}, {@code getRequestType}). */
final class RequestKind {
    private RequestKind() {}

    static String of(WriteRequest request) {
        return switch (request) {
            case CallerRequest caller -> of(caller.request());
            case PutRequest _ -> "Put";
            case DeleteRangeRequest _ -> "DeleteRange";
            case TxnRequest _ -> "Txn";
            case CompactRequest _ -> "Compaction";
            case LeaseGrantRequest _ -> "LeaseGrant";
            case LeaseRevokeRequest _ -> "LeaseRevoke";
            case LeaseCheckpointRequest _ -> "LeaseCheckpoint";
            case AlarmRequest _ -> "Alarm";
            case DowngradeRequest _ -> "DowngradeInfoSet";
            case AuthRequest change -> of(change);
        };
    }

    private static String of(AuthRequest change) {
        return switch (change) {
            case AuthRequest.Enable _ -> "AuthEnable";
            case AuthRequest.Disable _ -> "AuthDisable";
            case AuthRequest.Authenticate _ -> "Authenticate";
            case AuthRequest.UserAdd _ -> "AuthUserAdd";
            case AuthRequest.UserDelete _ -> "AuthUserDelete";
            case AuthRequest.UserChangePassword _ -> "AuthUserChangePassword";
            case AuthRequest.UserGrantRole _ -> "AuthUserGrantRole";
            case AuthRequest.UserRevokeRole _ -> "AuthUserRevokeRole";
            case AuthRequest.RoleAdd _ -> "AuthRoleAdd";
            case AuthRequest.RoleDelete _ -> "AuthRoleDelete";
            case AuthRequest.RoleGrantPermission _ -> "AuthRoleGrantPermission";
            case AuthRequest.RoleRevokePermission _ -> "AuthRoleRevokePermission";
        };
    }
}
