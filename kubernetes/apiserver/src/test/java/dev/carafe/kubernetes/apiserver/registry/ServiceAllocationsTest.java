package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.metrics.PortRepairMetrics;
import dev.carafe.kubernetes.apiserver.registry.Allocations.Reservation;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ServiceAllocationsTest {
    private final InMemoryObjects objects = new InMemoryObjects();

    private final SharedRange range = new LocalRange();

    /** A range that nobody shares. */
    private static final class LocalRange implements SharedRange {
        private final BitSet taken = new BitSet();

        @Override
        public <T> T change(Function<BitSet, T> change) {
            return change.apply(taken);
        }
    }

    private ServiceAllocations allocations(String cidr, PortRange ports) {
        Random random = new Random(1);
        return new ServiceAllocations(
                new ClusterIps(objects, objects, IpRange.parse(cidr), random, AllocatorMetrics.untold()),
                ports,
                range,
                random,
                AllocatorMetrics.untold());
    }

    private static Struct service(String spec) {
        return dev.carafe.kubernetes.apiserver.registry.defaults.ServiceDefaults.service(
                        new Service(Trees.of("{'metadata':{'name':'s','namespace':'default'},'spec':" + spec + "}")))
                .struct();
    }

    private static Service create(Allocations allocations, String spec) {
        Reservation reservation = allocations.begin(service(spec), Optional.empty(), false);
        reservation.commit(reservation::object);
        return new Service(reservation.object());
    }

    @Test
    void givesEachServiceAnAddressUntilTheRangeIsFull() {
        ServiceAllocations allocations = allocations("10.0.0.0/28", PortRange.NODE_PORTS);
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 13; i++) { // 16 addresses less network, broadcast and the first
            Service service = create(allocations, "{'ports':[{'port':80}]}");
            assertThat(given.add(service.spec().clusterIP())).isTrue();
            assertThat(service.spec().ipFamilies()).containsExactly("IPv4");
            assertThat(service.spec().ipFamilyPolicy()).isEqualTo("SingleStack");
        }
        assertThat(given).doesNotContain("10.0.0.0", "10.0.0.1", "10.0.0.15");
        assertThatThrownBy(() -> create(allocations, "{}")).hasMessageContaining("range is full");
        assertThat(create(allocations, "{'clusterIP':'10.0.0.1'}").spec().clusterIPs())
                .containsExactly("10.0.0.1");
    }

    @Test
    void refusesAnAddressThatIsTakenOrForeign() {
        Service other = new Service(service("{'clusterIP':'10.0.0.9','clusterIPs':['10.0.0.9']}"));
        objects.put("networking.k8s.io", "ipaddresses", ClusterIps.object("10.0.0.9", other));
        ServiceAllocations allocations = allocations("10.0.0.0/24", PortRange.NODE_PORTS);
        assertThatThrownBy(() -> create(allocations, "{'clusterIP':'10.0.0.9'}"))
                .hasMessage(
                        "Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"10.0.0.9\"]: failed to allocate"
                                + " IP 10.0.0.9: provided IP is already allocated");
        assertThatThrownBy(() -> create(allocations, "{'clusterIP':'10.1.0.9'}"))
                .hasMessageContaining(
                        "failed to allocate IP 10.1.0.9: the provided network does not match the current range");
    }

    @Test
    void givesOnePortToAllProtocolsAndTakesItBack() {
        ServiceAllocations allocations = allocations("10.0.0.0/24", new PortRange(30_000, 1));
        String spec = "{'type':'NodePort','ports':[{'name':'t','port':53},{'name':'u','port':53,'protocol':'UDP'}]}";
        Service service = create(allocations, spec);
        assertThat(service.spec().ports())
                .allSatisfy(port -> assertThat(port.nodePort()).isEqualTo(30_000));
        assertThatThrownBy(() -> create(allocations, spec)).hasMessageContaining("failed to allocate a nodePort");
        allocations.released(service.struct());
        assertThat(create(allocations, spec).spec().ports().getFirst().nodePort())
                .isEqualTo(30_000);
    }

    @Test
    void givesBackWhatWasNotStored() {
        ServiceAllocations allocations = allocations("10.0.0.0/24", new PortRange(30_000, 1));
        Struct wanted = service("{'type':'NodePort','clusterIP':'10.0.0.7','ports':[{'port':80}]}");
        allocations.begin(wanted, Optional.empty(), false).rollback();
        Reservation dry = allocations.begin(wanted, Optional.empty(), true);
        dry.commit(dry::object);
        assertThat(create(allocations, "{'type':'NodePort','clusterIP':'10.0.0.7','ports':[{'port':80}]}")
                        .spec()
                        .ports()
                        .getFirst()
                        .nodePort())
                .isEqualTo(30_000);
    }

    @Test
    void keepsWhatAServiceHasWhenItChanges() {
        ServiceAllocations allocations = allocations("10.0.0.0/24", new PortRange(30_000, 2));
        Service old = create(allocations, "{'type':'NodePort','ports':[{'port':80}]}");
        Reservation update = allocations.begin(
                service("{'type':'NodePort','ports':[{'port':80},{'name':'b','port':81}]}"),
                Optional.of(old.struct()),
                false);
        Service changed = new Service(update.object());
        assertThat(changed.spec().clusterIP()).isEqualTo(old.spec().clusterIP());
        assertThat(changed.spec().ports().getFirst().nodePort())
                .isEqualTo(old.spec().ports().getFirst().nodePort());
        update.commit(update::object);
        Struct plain = service("{'type':'ClusterIP','ports':[{'port':80}]}");
        Reservation shrunk = allocations.begin(plain, Optional.of(changed.struct()), false);
        shrunk.commit(shrunk::object);
        create(allocations, "{'type':'NodePort','ports':[{'name':'a','port':1},{'name':'b','port':2}]}");
    }

    @Test
    void writesIpv6InItsShortForm() {
        assertThat(IpRange.parse("fd00::/108").address(0)).isEqualTo("fd00::1");
        assertThat(IpRange.parse("fd00:0:0:1::/112").address(255)).isEqualTo("fd00:0:0:1::100");
    }

    private final PortRepairMetrics repairs = PortRepairMetrics.untold();

    private static final class Told implements ServiceRepair.Events {
        final List<String> reasons = new ArrayList<>();

        @Override
        public void warn(Struct object, String reason, String action, String text) {
            reasons.add(reason);
        }
    }

    private ServiceRepair repair(Told told) {
        ClusterIps addresses = new ClusterIps(
                objects, objects, IpRange.parse("10.0.0.0/24"), new Random(1), AllocatorMetrics.untold());
        return new ServiceRepair(
                new AddressRepair(objects, objects, addresses, told, () -> Instant.parse("2026-01-01T00:00:00Z")),
                new PortRepair(objects, PortRange.NODE_PORTS, range, told, repairs));
    }

    private Set<Integer> ports() {
        return range.change(bits -> bits.stream().boxed().collect(Collectors.toSet()));
    }

    @Test
    void aRepairTakesWhatServicesHaveAndSaysWhatCannotBe() {
        objects.put(
                "",
                "services",
                service("{'clusterIP':'10.0.0.9','clusterIPs':['10.0.0.9'],'type':'NodePort','ports':"
                        + "[{'port':80,'nodePort':30007}]}"));
        Told told = new Told();
        repair(told).run();
        assertThat(told.reasons).containsExactly("ClusterIPNotAllocated", "PortNotAllocated");
        assertThat(objects.get("networking.k8s.io", "ipaddresses", "", "10.0.0.9"))
                .isPresent();
        assertThat(ports()).containsExactly(7);
        repair(told).run();
        assertThat(told.reasons).hasSize(2);
        assertThat(repairs.count(PortRepairMetrics.Type.REPAIR)).isEqualTo(1);
        objects.put(
                "",
                "services",
                service("{'clusterIP':'10.9.0.9','clusterIPs':['10.9.0.9'],'type':'NodePort','ports':"
                        + "[{'port':80,'nodePort':80}]}"));
        Told outside = new Told();
        repair(outside).run();
        assertThat(outside.reasons).startsWith("ClusterIPOutOfRange").contains("PortOutOfRange");
        assertThat(repairs.count(PortRepairMetrics.Type.OUT_OF_RANGE)).isEqualTo(1);
        assertThat(repairs.failures()).isZero();
    }

    @Test
    void aRepairGivesBackWhatNoServiceHas() {
        Service gone = new Service(service("{}"));
        objects.put("networking.k8s.io", "ipaddresses", ClusterIps.object("10.0.0.9", gone));
        var _ = range.change(bits -> {
            bits.set(5);
            return true;
        });
        Told told = new Told();
        ServiceRepair repair = repair(told);
        repair.run();
        assertThat(told.reasons).containsExactly("IPAddressNotAllocated");
        assertThat(objects.list("networking.k8s.io", "ipaddresses", "")).isEmpty();
        assertThat(ports()).containsExactly(5); // its service may be about to be written
        repair.run();
        assertThat(repairs.count(PortRepairMetrics.Type.LEAK)).isZero();
        repair.run();
        assertThat(ports()).isEmpty();
        assertThat(repairs.count(PortRepairMetrics.Type.LEAK)).isEqualTo(1);
    }

    @Test
    void aRepairCountsPortsThatTwoServicesHaveAndRoundsThatFail() {
        String twice = "{'type':'NodePort','ports':[{'port':80,'nodePort':30007}]}";
        objects.put("", "services", service(twice));
        Service other = new Service(service(twice));
        objects.put(
                "",
                "services",
                other.withMetadata(other.metadata().withName("other")).struct());
        PortRepair repair = repair(new Told()).ports();
        repair.run();
        assertThat(repairs.count(PortRepairMetrics.Type.DUPLICATE)).isEqualTo(1);
        SharedRange broken = new SharedRange() {
            @Override
            public <T> T change(Function<BitSet, T> change) {
                throw new IllegalStateException("no store");
            }
        };
        PortRepair failing = new PortRepair(objects, PortRange.NODE_PORTS, broken, new Told(), repairs);
        assertThatThrownBy(failing::run).isInstanceOf(IllegalStateException.class);
        assertThat(repairs.failures()).isEqualTo(1);
    }
}
