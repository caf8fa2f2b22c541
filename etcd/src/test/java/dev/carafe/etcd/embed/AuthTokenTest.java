package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.auth.AuthToken;
import dev.carafe.etcd.watch.WatchLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthTokenTest {
    private static final Bytes KEY = Bytes.utf8("k");

    @TempDir
    private Path folder;

    @Test
    void aSignedTokenOutlivesTheMemberButNoChangeOfUsers() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), new byte[64]);
        AuthToken jwt = new JwtKeys("HS256", null, secret, Duration.ofMinutes(5)).read(InstantSource.system());
        String token;
        try (EmbeddedStore store = open(jwt)) {
            token = login(store.member());
            assertThat(put(store.member(), token)).isEqualTo(2);
        }
        try (EmbeddedStore store = open(jwt)) {
            Member member = store.member();
            assertThat(put(member, token)).isEqualTo(3);
            assertThatThrownBy(() -> put(member, token + "x")).hasMessage("etcdserver: invalid auth token");
            member.as(new Caller(token, null)).userAdd("other", "", true);
            assertThatThrownBy(() -> put(member, token)).hasMessage("etcdserver: revision of auth store is old");
            assertThatThrownBy(() -> member.as(new Caller(token, null)).range(RangeRequest.of(KEY)))
                    .hasMessage("etcdserver: revision of auth store is old");
            assertThat(put(member, member.as(Caller.UNKNOWN).authenticate("root", "secret")))
                    .isEqualTo(4);
        }
    }

    @Test
    void aSimpleTokenEndsWithTheMember() throws IOException {
        String token;
        try (EmbeddedStore store = open(AuthToken.USUAL)) {
            token = login(store.member());
            assertThat(put(store.member(), token)).isEqualTo(2);
        }
        try (EmbeddedStore store = open(AuthToken.USUAL)) {
            assertThatThrownBy(() -> put(store.member(), token)).hasMessage("etcdserver: invalid auth token");
        }
    }

    private static String login(Member member) {
        Session session = member.as(Caller.UNKNOWN);
        session.userAdd("root", "secret", false);
        session.changeAuth(new AuthRequest.RoleAdd("root"));
        session.changeAuth(new AuthRequest.UserGrantRole("root", "root"));
        session.changeAuth(new AuthRequest.Enable());
        return member.as(Caller.UNKNOWN).authenticate("root", "secret");
    }

    private static long put(Member member, String token) {
        return member.as(new Caller(token, null)).put(PutRequest.of(KEY, KEY)).revision();
    }

    private EmbeddedStore open(AuthToken authToken) throws IOException {
        StoreConfig usual = StoreConfig.of(folder.resolve("etcd"));
        return EmbeddedStore.open(new StoreConfig(
                usual.dataDir(),
                usual.segmentBytes(),
                usual.snapshotLogBytes(),
                usual.requestBytesMax(),
                usual.txnOpsMax(),
                usual.progressInterval(),
                usual.quotaBytes(),
                4,
                WatchLimits.USUAL,
                authToken,
                usual.leaseCheckpointMs(),
                usual.slowApply()));
    }
}
