package dev.carafe.kubernetes.apiserver.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LegacyTokenTrackingTest {
    private static final String NAME = "kube-apiserver-legacy-service-account-token-tracking";

    private final InMemoryObjects objects = new InMemoryObjects();
    private Instant now = Instant.parse("2026-01-01T23:59:59Z");
    private final LegacyTokenTracking tracking = new LegacyTokenTracking(objects, objects, () -> now);

    private Map<String, String> data() {
        return new ConfigMap(objects.get("", "configmaps", "kube-system", NAME).orElseThrow()).data();
    }

    @Test
    void theFirstDayStays() {
        tracking.run();
        assertThat(data()).containsExactly(Map.entry("since", "2026-01-01"));
        now = now.plusSeconds(1);
        tracking.run();
        assertThat(data()).containsExactly(Map.entry("since", "2026-01-01"));
        assertThat(objects.writes()).isEqualTo(1);
    }

    @Test
    void whatIsNoDayIsWrittenAnewAndTheRestIsLeft() {
        objects.put(
                "",
                "configmaps",
                Trees.of("{'metadata':{'name':'" + NAME
                        + "','namespace':'kube-system'},'data':{'since':'yesterday','more':'x'}}"));
        tracking.run();
        assertThat(data()).containsOnly(Map.entry("since", "2026-01-01"), Map.entry("more", "x"));
    }
}
