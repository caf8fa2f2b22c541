package dev.carafe.kubernetes.apiserver.componentstatus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.testing.TestStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComponentStatusesTest {
    private static final Instant RENEWED = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private List<List<Object>> rows(InMemoryObjects objects, Instant now) throws IOException {
        try (Store store = TestStores.open(directory)) {
            ComponentStatuses statuses = new ComponentStatuses(store, objects, InstantSource.fixed(now));
            return statuses.list().stream().map(statuses::tableCells).toList();
        }
    }

    @Test
    void whoLeadsIsHealthyAsLongAsItsLeaseLasts() throws IOException {
        InMemoryObjects objects = new InMemoryObjects();
        objects.put("coordination.k8s.io", "leases", Trees.of("""
                {'metadata':{'namespace':'kube-system','name':'kube-scheduler'},'spec':{'holderIdentity':'a_1',
                 'leaseDurationSeconds':15,'renewTime':'2026-01-01T00:00:00.000000Z'}}"""));
        assertThat(rows(objects, RENEWED.plusSeconds(14)))
                .containsExactly(
                        List.of(
                                "controller-manager",
                                "Unhealthy",
                                "nobody holds the lease kube-system/kube-controller-manager",
                                ""),
                        List.of("etcd-0", "Healthy", "ok", ""),
                        List.of("scheduler", "Healthy", "ok", ""));
        assertThat(rows(objects, RENEWED.plusSeconds(15)))
                .contains(List.of(
                        "scheduler", "Unhealthy", "a_1 has not renewed its lease since 2026-01-01T00:00:00Z", ""));
    }
}
