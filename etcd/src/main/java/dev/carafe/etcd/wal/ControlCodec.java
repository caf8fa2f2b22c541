package dev.carafe.etcd.wal;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.auth.AuthState;
import dev.carafe.etcd.auth.Role;
import dev.carafe.etcd.auth.User;
import dev.carafe.etcd.state.ControlState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Alarms, users and roles, as records and snapshots keep them: texts as UTF-8 with their length, constants and flags as
 * one byte, ids as 8 bytes, revisions and counts as varints.
 */
final class ControlCodec {
    private static final int ENABLE = 1;
    private static final int DISABLE = 2;
    private static final int AUTHENTICATE = 3;
    private static final int USER_ADD = 4;
    private static final int USER_DELETE = 5;
    private static final int USER_CHANGE_PASSWORD = 6;
    private static final int USER_GRANT_ROLE = 7;
    private static final int USER_REVOKE_ROLE = 8;
    private static final int ROLE_ADD = 9;
    private static final int ROLE_DELETE = 10;
    private static final int ROLE_GRANT = 11;
    private static final int ROLE_REVOKE = 12;

    private ControlCodec() {}

    static void encode(AlarmRequest request, ByteSink to) {
        to.putByte(request.action().number());
        to.putLong(request.memberId());
        to.putByte(request.type().number());
    }

    static AlarmRequest decodeAlarm(ByteSource from) throws IOException {
        AlarmRequest.Action action = CommandCodec.constant(AlarmRequest.Action.values(), from.getByte());
        return new AlarmRequest(action, from.getLong(), CommandCodec.constant(AlarmType.values(), from.getByte()));
    }

    static void encode(AuthRequest request, ByteSink to) {
        switch (request) {
            case AuthRequest.Enable() -> to.putByte(ENABLE);
            case AuthRequest.Disable() -> to.putByte(DISABLE);
            case AuthRequest.Authenticate(String name, String token) -> put(AUTHENTICATE, name, token, to);
            case AuthRequest.UserAdd(String name, String hash, boolean noPassword) -> {
                put(USER_ADD, name, hash, to);
                to.putByte(noPassword ? 1 : 0);
            }
            case AuthRequest.UserDelete(String name) -> put(USER_DELETE, name, to);
            case AuthRequest.UserChangePassword(String name, String hash) -> put(USER_CHANGE_PASSWORD, name, hash, to);
            case AuthRequest.UserGrantRole(String user, String role) -> put(USER_GRANT_ROLE, user, role, to);
            case AuthRequest.UserRevokeRole(String user, String role) -> put(USER_REVOKE_ROLE, user, role, to);
            case AuthRequest.RoleAdd(String role) -> put(ROLE_ADD, role, to);
            case AuthRequest.RoleDelete(String role) -> put(ROLE_DELETE, role, to);
            case AuthRequest.RoleGrantPermission(String role, Permission permission) -> {
                put(ROLE_GRANT, role, to);
                encode(permission, to);
            }
            case AuthRequest.RoleRevokePermission(String role, Bytes key, Bytes rangeEnd) -> {
                put(ROLE_REVOKE, role, to);
                to.putBytes(key);
                to.putBytes(rangeEnd);
            }
        }
    }

    static AuthRequest decodeAuth(ByteSource from) throws IOException {
        int tag = from.getByte();
        return switch (tag) {
            case ENABLE -> new AuthRequest.Enable();
            case DISABLE -> new AuthRequest.Disable();
            case AUTHENTICATE -> new AuthRequest.Authenticate(getText(from), getText(from));
            case USER_ADD -> new AuthRequest.UserAdd(getText(from), getText(from), from.getFlag());
            case USER_DELETE -> new AuthRequest.UserDelete(getText(from));
            case USER_CHANGE_PASSWORD -> new AuthRequest.UserChangePassword(getText(from), getText(from));
            case USER_GRANT_ROLE -> new AuthRequest.UserGrantRole(getText(from), getText(from));
            case USER_REVOKE_ROLE -> new AuthRequest.UserRevokeRole(getText(from), getText(from));
            case ROLE_ADD -> new AuthRequest.RoleAdd(getText(from));
            case ROLE_DELETE -> new AuthRequest.RoleDelete(getText(from));
            case ROLE_GRANT -> new AuthRequest.RoleGrantPermission(getText(from), decodePermission(from));
            case ROLE_REVOKE -> new AuthRequest.RoleRevokePermission(getText(from), from.getBytes(), from.getBytes());
            default -> throw new CorruptException("unknown change of users and roles " + tag);
        };
    }

    static void encode(ControlState state, ByteSink to) {
        to.putVarint(state.alarms().size());
        for (AlarmMember alarm : state.alarms()) {
            to.putLong(alarm.memberId());
            to.putByte(alarm.type().number());
        }
        putText(state.downgradeTarget(), to);
        AuthState auth = state.auth();
        to.putByte(auth.enabled() ? 1 : 0);
        to.putVarint(auth.revision());
        to.putVarint(auth.users().size());
        for (User user : auth.users().values()) {
            putText(user.name(), to);
            putText(user.passwordHash(), to);
            to.putByte(user.noPassword() ? 1 : 0);
            to.putVarint(user.roles().size());
            user.roles().forEach(role -> putText(role, to));
        }
        to.putVarint(auth.roles().size());
        for (Role role : auth.roles().values()) {
            putText(role.name(), to);
            to.putVarint(role.permissions().size());
            role.permissions().forEach(permission -> encode(permission, to));
        }
    }

    static ControlState decodeState(ByteSource from) throws IOException {
        SortedSet<AlarmMember> alarms = new TreeSet<>();
        for (int left = from.getCount(); left > 0; left--) {
            long member = from.getLong();
            alarms.add(new AlarmMember(member, CommandCodec.constant(AlarmType.values(), from.getByte())));
        }
        String downgradeTarget = getText(from);
        boolean enabled = from.getFlag();
        long revision = from.getVarint();
        SortedMap<String, User> users = new TreeMap<>();
        for (int left = from.getCount(); left > 0; left--) {
            User user = new User(getText(from), getText(from), from.getFlag(), getTexts(from));
            users.put(user.name(), user);
        }
        SortedMap<String, Role> roles = new TreeMap<>();
        for (int left = from.getCount(); left > 0; left--) {
            String name = getText(from);
            List<Permission> permissions = new ArrayList<>();
            for (int more = from.getCount(); more > 0; more--) {
                permissions.add(decodePermission(from));
            }
            roles.put(name, new Role(name, permissions));
        }
        return new ControlState(new AuthState(enabled, revision, users, roles), alarms, downgradeTarget);
    }

    private static void encode(Permission permission, ByteSink to) {
        to.putByte(permission.type().number());
        to.putBytes(permission.key());
        to.putBytes(permission.rangeEnd());
    }

    private static Permission decodePermission(ByteSource from) throws IOException {
        Permission.Type type = CommandCodec.constant(Permission.Type.values(), from.getByte());
        return new Permission(type, from.getBytes(), from.getBytes());
    }

    private static void put(int tag, String text, ByteSink to) {
        to.putByte(tag);
        putText(text, to);
    }

    private static void put(int tag, String first, String second, ByteSink to) {
        put(tag, first, to);
        putText(second, to);
    }

    static void putText(String text, ByteSink to) {
        to.putBytes(Bytes.utf8(text));
    }

    static String getText(ByteSource from) throws IOException {
        return from.getBytes().toUtf8();
    }

    private static List<String> getTexts(ByteSource from) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = from.getCount(); left > 0; left--) {
            texts.add(getText(from));
        }
        return texts;
    }
}
