package dev.carafe.vsphere.esxi.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.testing.Machines;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class Ipv4SubnetTest {
    private static Ipv4Subnet subnet(String text) {
        return Ipv4Subnet.parse(text).orElseThrow();
    }

    @Test
    void readsAndWrites() {
        assertThat(subnet("192.168.100.7/24")).hasToString("192.168.100.0/24");
        assertThat(subnet("10.0.0.1")).hasToString("10.0.0.1/32");
        assertThat(subnet("255.255.255.255/0")).hasToString("0.0.0.0/0");
        assertThat(subnet("172.16.0.0/12").netmask()).isEqualTo("255.240.0.0");
        for (String wrong : List.of("", "1.2.3", "1.2.3.4/33", "1.2.3.256", "default", "fe80::/64")) {
            assertThat(Ipv4Subnet.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void aFreeSubnetMeetsNoRouteButTheDefault() {
        assertThat(FreeSubnet.find(List.of(subnet("0.0.0.0/0")))).contains(subnet("192.168.100.0/24"));
        assertThat(FreeSubnet.find(List.of(subnet("192.168.100.9"), subnet("192.168.101.0/24"))))
                .contains(subnet("192.168.102.0/24"));
        assertThat(FreeSubnet.find(List.of(subnet("192.168.0.0/16")))).contains(subnet("10.90.0.0/24"));
        assertThat(FreeSubnet.find(List.of(subnet("192.168.0.0/16"), subnet("10.0.0.0/8"))))
                .isEmpty();
    }

    @Test
    void aGatewayGivesAddressesBelowTheBroadcast() {
        String text = DhcpConfig.text("carafe1a2bb0000", Gateway.of(subnet("192.168.100.0/24")), Path.of("/l"));
        assertThat(text)
                .contains("dhcp-range=192.168.100.10,192.168.100.254,255.255.255.0,1h")
                .contains("option:router,192.168.100.1");
    }

    @Test
    void theLastLeaseOfACardCounts() {
        String leases = """
                1764300000 00:0c:29:aa:bb:cc 192.168.100.20 * 01:00:0c:29:aa:bb:cc
                1764300009 00:0c:29:00:00:01 192.168.100.21 web *
                1764300010 00:0c:29:aa:bb:cc 192.168.100.22 * *
                1764300011 00:0c:29:00:00:02 nonsense * *
                duid 00:01
                """;
        assertThat(DhcpConfig.lease(leases, Machines.mac("00:0c:29:aa:bb:cc"), Instant.EPOCH))
                .contains("192.168.100.22");
        assertThat(DhcpConfig.lease(leases, Machines.mac("00:0c:29:00:00:02"), Instant.EPOCH))
                .isEmpty();
        assertThat(DhcpConfig.lease("", Machines.mac("00:0c:29:00:00:02"), Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void aLeaseOfAnEarlierBootDoesNotCount() {
        String leases = "1764303600 00:0c:29:aa:bb:cc 192.168.100.20 * *\n"; // an hour after it was given
        Instant given = Instant.ofEpochSecond(1_764_300_000);

        assertThat(DhcpConfig.lease(leases, Machines.mac("00:0c:29:aa:bb:cc"), given))
                .contains("192.168.100.20");
        assertThat(DhcpConfig.lease(leases, Machines.mac("00:0c:29:aa:bb:cc"), given.plusMillis(1)))
                .isEmpty();
    }
}
