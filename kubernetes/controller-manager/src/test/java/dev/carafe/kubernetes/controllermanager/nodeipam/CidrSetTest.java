package dev.carafe.kubernetes.controllermanager.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CidrSetTest {
    @Test
    void partsAreGivenOutInOrderAndComeBack() {
        CidrSet set = new CidrSet("10.244.0.0/22", 24);
        set.occupy("10.244.1.0/24");
        assertThat(set.allocate()).contains("10.244.0.0/24");
        assertThat(set.allocate()).contains("10.244.2.0/24");
        assertThat(set.allocate()).contains("10.244.3.0/24");
        assertThat(set.allocate()).isEmpty();
        set.release("10.244.0.0/24");
        set.release("192.168.0.0/24");
        assertThat(set.allocate()).contains("10.244.0.0/24");
    }

    @Test
    void ipv6PartsWorkAlike() {
        CidrSet set = new CidrSet("fd00:10::/62", 64);
        assertThat(set.allocate()).contains("fd00:10:0:0:0:0:0:0/64");
        assertThat(set.allocate()).contains("fd00:10:0:1:0:0:0:0/64");
    }

    @Test
    void impossiblePartsAreRefused() {
        assertThatThrownBy(() -> new CidrSet("10.0.0.0/24", 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CidrSet("10.0.0.0/8", 30)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CidrSet("localhost/8", 16)).isInstanceOf(IllegalArgumentException.class);
    }
}
