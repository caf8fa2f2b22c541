package dev.carafe.kubernetes.cloudcontrollermanager.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CidrTest {
    @Test
    void aRangeHoldsItsAddressesAndNoOthers() {
        Cidr range = Cidr.parse("10.1.2.3/22");
        assertThat(range.contains("10.1.0.0")).isTrue();
        assertThat(range.contains("10.1.3.255")).isTrue();
        assertThat(range.contains("10.1.4.0")).isFalse();
        assertThat(range.contains("::ffff:10.1.0.1")).isTrue();
        assertThat(range.contains("fd00::1")).isFalse();
        assertThat(range.contains("node-1")).isFalse();
        assertThat(Cidr.parse("0.0.0.0/0").contains("255.255.255.255")).isTrue();
        assertThat(Cidr.parse("fd00::/8").contains("fdff::1")).isTrue();
        assertThat(Cidr.parse("fd00::/8").contains("0.0.0.0")).isFalse();
    }

    @Test
    void rangesTouchWhereOneEndIsInside() {
        Cidr cluster = Cidr.parse("10.244.0.0/16");
        assertThat(cluster.touches(Cidr.parse("10.244.7.0/24"))).isTrue();
        assertThat(cluster.touches(Cidr.parse("10.245.0.0/24"))).isFalse();
        assertThat(cluster.touches(Cidr.parse("10.244.0.0/14"))).isTrue();
        assertThat(cluster.touches(Cidr.parse("fd00::/64"))).isFalse();
    }

    @Test
    void whatIsNoRangeIsRefusedInGoWords() {
        assertThatThrownBy(() -> Cidr.parse("10.0.0.0/33")).hasMessage("invalid CIDR address: 10.0.0.0/33");
        assertThatThrownBy(() -> Cidr.parseAll("")).hasMessage("invalid CIDR address: ");
        assertThat(Cidr.parseAll("10.0.0.0/8,fd00::/48")).hasSize(2);
    }
}
