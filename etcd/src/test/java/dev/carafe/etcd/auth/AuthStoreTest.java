package dev.carafe.etcd.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.lease.Lessor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AuthStoreTest {
    private final AuthStore store = new AuthStore(AuthState.empty());
    private final Lessor lessor = new Lessor();

    @Test
    void needsARootUserWithTheRootRoleBeforeItCanBeEnabled() {
        refused(new AuthRequest.Enable(), EtcdError.ROOT_USER_NOT_EXIST);
        apply(new AuthRequest.UserAdd("root", "hash", false));
        refused(new AuthRequest.Enable(), EtcdError.ROOT_ROLE_NOT_EXIST);
        apply(new AuthRequest.UserGrantRole("root", "root"));
        apply(new AuthRequest.Enable());
        assertThat(store.state().enabled()).isTrue();
        refused(new AuthRequest.UserDelete("root"), EtcdError.INVALID_AUTH_MGMT);
        refused(new AuthRequest.UserRevokeRole("root", "root"), EtcdError.INVALID_AUTH_MGMT);
    }

    @Test
    void countsEachChangeThatChangesSomething() {
        apply(new AuthRequest.RoleAdd("r"));
        apply(new AuthRequest.UserAdd("u", "", true));
        apply(new AuthRequest.UserGrantRole("u", "r"));
        assertThat(store.state().revision()).isEqualTo(4);
        apply(new AuthRequest.UserGrantRole("u", "r"));
        assertThat(store.state().revision()).isEqualTo(4);
        refused(new AuthRequest.UserAdd("u", "", true), EtcdError.USER_ALREADY_EXIST);
        refused(new AuthRequest.RoleAdd("r"), EtcdError.ROLE_ALREADY_EXIST);
        refused(new AuthRequest.UserGrantRole("u", "none"), EtcdError.ROLE_NOT_FOUND);
        refused(new AuthRequest.UserRevokeRole("u", "none"), EtcdError.ROLE_NOT_GRANTED);
        assertThat(store.state().revision()).isEqualTo(4);
    }

    @Test
    void allowsWhatTheRolesTogetherCover() {
        enable();
        grant(Permission.Type.READ, "a", "c");
        grant(Permission.Type.READ, "c", "e");
        grant(Permission.Type.WRITE, "b", "");
        assertThatCode(() -> range("a", "e")).doesNotThrowAnyException();
        assertThatCode(() -> range("b", "d")).doesNotThrowAnyException();
        denied(() -> range("a", "f"));
        assertThatCode(() -> put("b")).doesNotThrowAnyException();
        denied(() -> put("ba"));
    }

    @Test
    void refusesWhoIsKnownByOlderUsersAndRoles() {
        enable();
        long before = store.state().revision();
        grant(Permission.Type.READWRITE, "a", "");
        assertThatThrownBy(() -> check(before, RangeRequest.of(Bytes.utf8("a"))))
                .hasMessage(EtcdError.AUTH_OLD_REVISION.text());
        assertThatThrownBy(() -> check(0, RangeRequest.of(Bytes.utf8("a")))).hasMessage(EtcdError.USER_EMPTY.text());
    }

    @Test
    void revokesARangeOnlyAsItWasGranted() {
        enable();
        grant(Permission.Type.READ, "a", "c");
        refused(
                new AuthRequest.RoleRevokePermission("r", Bytes.utf8("a"), Bytes.EMPTY),
                EtcdError.PERMISSION_NOT_GRANTED);
        apply(new AuthRequest.RoleRevokePermission("r", Bytes.utf8("a"), Bytes.utf8("c")));
        denied(() -> range("a", "c"));
    }

    @Test
    void forgetsTokensOfAUserWithAnotherPasswordAndThoseNotUsed() {
        enable();
        apply(new AuthRequest.UserAdd("p", "hash", false));
        store.apply(new AuthRequest.Authenticate("p", "t1"), 0);
        assertThat(store.tokens().user("t1", Tokens.TTL_MS - 1)).isEqualTo("p");
        assertThat(store.tokens().user("t1", 2 * Tokens.TTL_MS - 2)).isEqualTo("p");
        assertThat(store.tokens().user("t1", 4 * Tokens.TTL_MS)).isNull();
        store.apply(new AuthRequest.Authenticate("p", "t2"), 0);
        apply(new AuthRequest.UserChangePassword("p", "other"));
        assertThat(store.tokens().user("t2", 1)).isNull();
    }

    private void enable() {
        apply(new AuthRequest.UserAdd("root", "hash", false));
        apply(new AuthRequest.UserGrantRole("root", "root"));
        apply(new AuthRequest.RoleAdd("r"));
        apply(new AuthRequest.UserAdd("u", "", true));
        apply(new AuthRequest.UserGrantRole("u", "r"));
        apply(new AuthRequest.Enable());
    }

    private void grant(Permission.Type type, String key, String end) {
        apply(new AuthRequest.RoleGrantPermission("r", new Permission(type, Bytes.utf8(key), Bytes.utf8(end))));
    }

    private void range(String key, String end) {
        check(store.state().revision(), RangeRequest.range(Bytes.utf8(key), Bytes.utf8(end)));
    }

    private void put(String key) {
        new RequestPermission(store.state(), "u", store.state().revision())
                .check(PutRequest.of(Bytes.utf8(key), Bytes.EMPTY), lessor);
    }

    private void check(long authRevision, RangeRequest request) {
        new RequestPermission(store.state(), "u", authRevision).check(request, lessor);
    }

    private static void denied(ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(EtcdError.PERMISSION_DENIED.text());
    }

    private void apply(AuthRequest request) {
        store.apply(request, 0);
    }

    private void refused(AuthRequest request, EtcdError error) {
        assertThatThrownBy(() -> apply(request)).hasMessage(error.text());
    }
}
