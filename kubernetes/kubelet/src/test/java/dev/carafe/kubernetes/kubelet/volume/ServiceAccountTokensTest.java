package dev.carafe.kubernetes.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ServiceAccountTokenProjection;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.kubelet.objects.testing.FakeObjects;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {
    private static final Pod POD = new Pod()
            .withMetadata(new ObjectMeta().withNamespace("ns").withName("p").withUid("u1"));
    private static final ServiceAccountTokenProjection HOUR = new ServiceAccountTokenProjection().withPath("token");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeObjects objects = new FakeObjects(now::get);
    private final ServiceAccountTokens tokens = new ServiceAccountTokens(objects, now::get);

    @Test
    void aTokenThatCannotBeRenewedIsUsedToItsEnd() throws Exception {
        assertThat(tokens.get(POD, HOUR)).isEqualTo("token-1");
        objects.breakTokens(true);
        now.set(now.get().plusSeconds(3500));
        assertThat(tokens.get(POD, HOUR)).isEqualTo("token-1");
        now.set(now.get().plusSeconds(100));
        assertThatThrownBy(() -> tokens.get(POD, HOUR))
                .isInstanceOf(IOException.class)
                .hasMessage("failed to fetch token: connection refused");
        objects.breakTokens(false);
        assertThat(tokens.get(POD, HOUR)).isEqualTo("token-2");
    }

    @Test
    void audiencesHaveTokensOfTheirOwnAndAPodTakesItsTokensWithIt() throws Exception {
        tokens.get(POD, HOUR);
        assertThat(tokens.get(POD, HOUR.withAudience("vault"))).isEqualTo("token-2");
        assertThat(objects.tokenRequests.get(1).audiences()).containsExactly("vault");
        assertThat(tokens.get(POD, HOUR)).isEqualTo("token-1");
        tokens.forget("u1");
        assertThat(tokens.get(POD, HOUR)).isEqualTo("token-3");
    }

    @Test
    void aLongTokenIsRenewedDaily() throws Exception {
        ServiceAccountTokenProjection year = HOUR.withExpirationSeconds(365L * 86400);
        tokens.get(POD, year);
        now.set(now.get().plusSeconds(86401));
        assertThat(tokens.get(POD, year)).isEqualTo("token-2");
    }
}
