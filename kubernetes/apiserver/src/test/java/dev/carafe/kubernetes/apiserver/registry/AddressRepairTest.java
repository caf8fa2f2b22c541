package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The repair of one address, or of those of one service. */
final class AddressRepairTest {
    private static final String GROUP = "networking.k8s.io";
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final InMemoryObjects objects = new InMemoryObjects();
    private final List<String> told = new ArrayList<>();
    private Instant now = MADE;
    private final AddressRepair repair = new AddressRepair(
            objects,
            objects,
            new ClusterIps(objects, objects, IpRange.parse("10.0.0.0/24"), new Random(1), AllocatorMetrics.untold()),
            (_, reason, _, text) -> told.add(reason + ": " + text),
            () -> now);

    private static Struct service(String name, String address) {
        return Trees.of("{'metadata':{'name':'" + name + "','namespace':'default'},'spec':{'clusterIP':'" + address
                + "','clusterIPs':['" + address + "']}}");
    }

    private Struct address(String address, String owner) {
        IPAddress made = new IPAddress(ClusterIps.object(address, new Service(service(owner, address))));
        Struct object =
                made.withMetadata(made.metadata().withCreationTimestamp(MADE)).struct();
        objects.put(GROUP, "ipaddresses", object);
        return object;
    }

    private boolean isThere(String address) {
        return objects.get(GROUP, "ipaddresses", "", address).isPresent();
    }

    @Test
    void anAddressThatIsTakenFromItsServiceComesBack() {
        objects.put("", "services", service("a", "10.0.0.9"));
        repair.repairRemoved(address("10.0.0.8", "a"));
        assertThat(told)
                .containsExactly("ClusterIPNotAllocated: Cluster IP [IPv4]: 10.0.0.9 is not allocated; repairing");
        assertThat(isThere("10.0.0.9")).isTrue();
    }

    @Test
    void anAddressOfAServiceThatIsGoneStaysAway() {
        repair.repairRemoved(Trees.of("{'metadata':{'name':'10.0.0.9'},'spec':{'parentRef':"
                + "{'resource':'services','namespace':'default','name':'gone'}}}"));
        assertThat(objects.list(GROUP, "ipaddresses", "")).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void anAddressWaitsForItsServiceForAMinute() {
        Struct address = address("10.0.0.9", "late");
        now = MADE.plusSeconds(20);
        assertThat(repair.repairAddress(address)).isEqualTo(Duration.ofSeconds(40));
        assertThat(isThere("10.0.0.9")).isTrue();
        now = MADE.plusSeconds(60);
        assertThat(repair.repairAddress(address)).isZero();
        assertThat(isThere("10.0.0.9")).isFalse();
        assertThat(told)
                .containsExactly("IPAddressNotAllocated: IPAddress: 10.0.0.9 for Service default/late"
                        + " appears to have leaked: cleaning up");
    }

    @Test
    void anAddressWhoseServiceHasAnotherIsTakenAway() {
        objects.put("", "services", service("a", "10.0.0.8"));
        Struct address = address("10.0.0.9", "a");
        now = MADE.plusSeconds(61);
        assertThat(repair.repairAddress(address)).isZero();
        assertThat(isThere("10.0.0.9")).isFalse();
        assertThat(told)
                .containsExactly("IPAddressWrongReference: IPAddress: 10.0.0.9 for Service default/a"
                        + " has a wrong reference; cleaning up");
    }

    @Test
    void anAddressThatRefersToNoServiceIsTakenAwayAtOnceWhereItIsOurs() {
        Struct ours = address("10.0.0.9", "a");
        IPAddress changed = new IPAddress(ours);
        Struct foreign = changed.withSpec(
                        changed.spec().withParentRef(changed.spec().parentRef().withResource("gateways")))
                .struct();
        assertThat(repair.repairAddress(foreign)).isZero();
        assertThat(isThere("10.0.0.9")).isFalse();
        assertThat(told).hasSize(1).allMatch(text -> text.startsWith("IPAddressNotAllocated: "));
        Struct unmanaged =
                changed.withMetadata(changed.metadata().withLabels(Map.of())).struct();
        objects.put(GROUP, "ipaddresses", unmanaged);
        assertThat(repair.repairAddress(unmanaged)).isZero();
        assertThat(isThere("10.0.0.9")).isTrue();
    }

    @Test
    void aRightAddressIsLeftAlone() {
        Struct service = service("a", "10.0.0.9");
        objects.put("", "services", service);
        Struct address = address("10.0.0.9", "a");
        now = MADE.plusSeconds(3_600);
        repair.repairService(service);
        assertThat(repair.repairAddress(address)).isZero();
        assertThat(objects.writes()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void oneOfTwoServicesOfAnAddressIsWarned() {
        objects.put("", "services", service("a", "10.0.0.9"));
        objects.put("", "services", service("b", "10.0.0.9"));
        address("10.0.0.9", "a");
        repair.repairService(service("a", "10.0.0.9"));
        repair.repairService(service("b", "10.0.0.9"));
        assertThat(told)
                .containsExactly("ClusterIPAlreadyAllocated: Cluster IP [IPv4]:10.0.0.9 was assigned to multiple"
                        + " services; please recreate service");
    }
}
