package dev.carafe.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceRangeTest {

    @Test
    void wellKnownAddressesCountFromTheStartOfTheRange() {
        assertThat(ServiceRange.address("10.96.0.0/12", 1)).isEqualTo("10.96.0.1");
        assertThat(ServiceRange.address("10.96.0.0/12", 10)).isEqualTo("10.96.0.10");
        assertThat(ServiceRange.address("10.100.3.7/12", 1)).isEqualTo("10.96.0.1");
        assertThat(ServiceRange.address("192.168.255.0/24", 10)).isEqualTo("192.168.255.10");
    }

    @Test
    void nodesShareTheRangeOfPods() {
        assertThat(ServiceRange.part("10.244.0.0/16", 0, 24)).isEqualTo("10.244.0.0/24");
        assertThat(ServiceRange.part("10.244.0.0/16", 3, 24)).isEqualTo("10.244.3.0/24");
    }

    @Test
    void theLastAddressIsNotTheBroadcastAddress() {
        assertThat(ServiceRange.lastAddress("10.244.0.0/16")).isEqualTo("10.244.255.254");
        assertThat(ServiceRange.lastAddress("10.0.0.0/8")).isEqualTo("10.255.255.254");
    }
}
