package dev.carafe.kubernetes.controllermanager.servicecidrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDRSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeletionTest {
    private static ServiceCIDR block(String name, String... cidrs) {
        return new ServiceCIDR()
                .withMetadata(new ObjectMeta().withName(name))
                .withSpec(new ServiceCIDRSpec().withCidrs(List.of(cidrs)));
    }

    private static IPAddress address(String name) {
        return new IPAddress()
                .withMetadata(new ObjectMeta()
                        .withName(name)
                        .withLabels(Map.of("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io")));
    }

    private static boolean isSafe(List<IPAddress> addresses, ServiceCIDR deleted, ServiceCIDR... others) {
        List<ServiceCIDR> all = new java.util.ArrayList<>(List.of(others));
        all.add(deleted);
        return Deletion.isSafe(deleted, all, addresses);
    }

    @Test
    void anAddressKeepsTheOnlyBlockThatItIsOf() {
        ServiceCIDR block = block("b", "10.1.0.0/24");
        assertThat(isSafe(List.of(), block)).isTrue();
        assertThat(isSafe(List.of(address("10.1.0.7")), block)).isFalse();
        assertThat(isSafe(List.of(address("10.2.0.7"), address("2001:db8::7")), block))
                .isTrue();
        assertThat(isSafe(List.of(new IPAddress().withMetadata(new ObjectMeta().withName("10.1.0.7"))), block))
                .as("one that somebody else gave")
                .isTrue();
    }

    @Test
    void anotherBlockMayTakeItsAddresses() {
        List<IPAddress> used = List.of(address("10.1.0.7"));
        ServiceCIDR block = block("b", "10.1.0.0/24");
        assertThat(isSafe(used, block, block("larger", "10.0.0.0/8"))).isTrue();
        assertThat(isSafe(used, block, block("same", "10.1.0.0/24"))).isTrue();
        assertThat(isSafe(used, block, block("smaller", "10.1.0.0/28"))).isTrue();
        assertThat(isSafe(used, block, block("beside", "10.1.0.128/25"))).isFalse();
    }

    @Test
    void bothFamiliesOfABlockMustBeCovered() {
        ServiceCIDR block = block("b", "10.1.0.0/24", "2001:db8::/64");
        ServiceCIDR larger = block("larger", "10.0.0.0/8");
        assertThat(isSafe(List.of(address("10.1.0.7")), block, larger)).isTrue();
        assertThat(isSafe(List.of(address("2001:db8::7")), block, larger)).isFalse();
    }

    @Test
    void theNetworksOwnAddressAndTheOneForAllAreNobodys() {
        Prefix block = Prefix.parse("10.1.0.0/24").orElseThrow();
        assertThat(List.of("10.1.0.0", "10.1.0.255", "10.1.1.0", "10.0.255.255", "2001:db8::1", "x"))
                .noneMatch(block::gives);
        assertThat(List.of("10.1.0.1", "10.1.0.254")).allMatch(block::gives);
        assertThat(Prefix.parse("2001:db8::/120").orElseThrow().gives("2001:db8::ff"))
                .isTrue();
    }

    @Test
    void whatIsNoBlockIsNone() {
        for (String text : List.of("", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "name/8")) {
            assertThat(Prefix.parse(text)).as(text).isEmpty();
        }
    }
}
