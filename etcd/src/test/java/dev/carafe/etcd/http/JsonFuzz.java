package dev.carafe.etcd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.RpcAuth;
import dev.carafe.etcd.proto.V3Election;
import dev.carafe.etcd.proto.V3Lock;
import java.util.Arrays;
import java.util.List;

/** The gateway's JSON: any bytes are refused, or a message that gives itself when encoded and decoded again. */
public final class JsonFuzz {
    private static final List<Message> KINDS = List.of(
            Rpc.RangeRequest.getDefaultInstance(),
            Rpc.TxnRequest.getDefaultInstance(),
            Rpc.WatchRequest.getDefaultInstance(),
            Rpc.LeaseGrantRequest.getDefaultInstance(),
            Rpc.AlarmRequest.getDefaultInstance(),
            RpcAuth.AuthRoleGrantPermissionRequest.getDefaultInstance(),
            Rpc.PutRequest.getDefaultInstance(),
            Rpc.DeleteRangeRequest.getDefaultInstance(),
            Rpc.CompactionRequest.getDefaultInstance(),
            Rpc.LeaseRevokeRequest.getDefaultInstance(),
            Rpc.LeaseKeepAliveRequest.getDefaultInstance(),
            Rpc.LeaseTimeToLiveRequest.getDefaultInstance(),
            Rpc.LeaseLeasesRequest.getDefaultInstance(),
            Rpc.MemberListRequest.getDefaultInstance(),
            Rpc.MemberAddRequest.getDefaultInstance(),
            Rpc.MemberRemoveRequest.getDefaultInstance(),
            Rpc.MemberUpdateRequest.getDefaultInstance(),
            Rpc.MemberPromoteRequest.getDefaultInstance(),
            Rpc.StatusRequest.getDefaultInstance(),
            Rpc.DefragmentRequest.getDefaultInstance(),
            Rpc.SnapshotRequest.getDefaultInstance(),
            Rpc.HashRequest.getDefaultInstance(),
            Rpc.HashKVRequest.getDefaultInstance(),
            Rpc.MoveLeaderRequest.getDefaultInstance(),
            Rpc.DowngradeRequest.getDefaultInstance(),
            RpcAuth.AuthEnableRequest.getDefaultInstance(),
            RpcAuth.AuthDisableRequest.getDefaultInstance(),
            RpcAuth.AuthStatusRequest.getDefaultInstance(),
            RpcAuth.AuthenticateRequest.getDefaultInstance(),
            RpcAuth.AuthUserAddRequest.getDefaultInstance(),
            RpcAuth.AuthUserGetRequest.getDefaultInstance(),
            RpcAuth.AuthUserListRequest.getDefaultInstance(),
            RpcAuth.AuthUserDeleteRequest.getDefaultInstance(),
            RpcAuth.AuthUserChangePasswordRequest.getDefaultInstance(),
            RpcAuth.AuthUserGrantRoleRequest.getDefaultInstance(),
            RpcAuth.AuthUserRevokeRoleRequest.getDefaultInstance(),
            RpcAuth.AuthRoleAddRequest.getDefaultInstance(),
            RpcAuth.AuthRoleGetRequest.getDefaultInstance(),
            RpcAuth.AuthRoleListRequest.getDefaultInstance(),
            RpcAuth.AuthRoleDeleteRequest.getDefaultInstance(),
            RpcAuth.AuthRoleRevokePermissionRequest.getDefaultInstance(),
            V3Lock.LockRequest.getDefaultInstance(),
            V3Lock.UnlockRequest.getDefaultInstance(),
            V3Election.CampaignRequest.getDefaultInstance(),
            V3Election.ProclaimRequest.getDefaultInstance(),
            V3Election.LeaderRequest.getDefaultInstance(),
            V3Election.ResignRequest.getDefaultInstance());

    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws JsonCodec.BadJson {
        if (data.length == 0) {
            return;
        }
        Message kind = KINDS.get(Byte.toUnsignedInt(data[0]) % KINDS.size());
        byte[] text = Arrays.copyOfRange(data, 1, data.length);
        var _ = HttpRequest.of("GET", new String(text, UTF_8), new HttpRequest.Headers("", "", ""), Bytes.EMPTY);
        Message message;
        try {
            message = JsonCodec.decode(Bytes.wrap(text), kind);
        } catch (JsonCodec.BadJson _) {
            return;
        }
        Message again = JsonCodec.decode(Bytes.utf8(JsonCodec.encode(message)), kind);
        if (!again.equals(message)) {
            throw new AssertionError(message + " was encoded and decoded to " + again);
        }
    }

    public static List<byte[]> seeds() {
        return List.of(
                seed(0, "{\"key\":\"YQ==\",\"range_end\":\"AA==\",\"limit\":\"5\",\"sort_order\":\"DESCEND\"}"),
                seed(
                        1,
                        "{\"compare\":[{\"result\":\"EQUAL\",\"target\":\"VERSION\",\"key\":\"YQ==\",\"version\":\"2\"}],"
                                + "\"success\":[{\"requestPut\":{\"key\":\"YQ==\",\"value\":\"Yg==\"}}]}"),
                seed(2, "{\"create_request\":{\"key\":\"YQ==\",\"filters\":[1,\"NOPUT\"],\"progress_notify\":true}}"),
                seed(3, "{\"TTL\":60,\"ID\":\"-7\"}"),
                seed(4, "{\"action\":\"GET\",\"memberID\":18446744073709551615,\"alarm\":\"NOSPACE\"}"),
                seed(6, "{\"key\":\"YQ==\",\"value\":\"Yg==\",\"lease\":\"7\",\"prev_kv\":true}"),
                seed(14, "{\"peerURLs\":[\"http://127.0.0.1:2380\"],\"isLearner\":true}"),
                seed(24, "{\"action\":\"ENABLE\",\"version\":\"3.6\"}"),
                seed(41, "{\"name\":\"r\",\"key\":\"YQ==\",\"range_end\":\"Yg==\"}"),
                seed(44, "{\"name\":\"cw==\",\"lease\":\"7\",\"value\":\"Yg==\"}"),
                seed(5, "{\"name\":\"r\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"YQ\",\"range_end\":null}}"));
    }

    private static byte[] seed(int kind, String text) {
        return ((char) kind + text).getBytes(UTF_8);
    }
}
