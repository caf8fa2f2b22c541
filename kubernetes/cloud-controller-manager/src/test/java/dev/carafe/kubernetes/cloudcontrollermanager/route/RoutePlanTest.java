package dev.carafe.kubernetes.cloudcontrollermanager.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Route;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutePlanTest {
    private static final List<Cidr> CLUSTER = Cidr.parseAll("10.244.0.0/16,fd00:1::/48");

    private static List<NodeAddress> at(String address) {
        return List.of(new NodeAddress().withType("InternalIP").withAddress(address));
    }

    private static Node node(String name, String address, String... podCIDRs) {
        return new Node()
                .withMetadata(new ObjectMeta().withName(name).withUid("uid-" + name))
                .withSpec(new NodeSpec().withPodCIDRs(List.of(podCIDRs)))
                .withStatus(new NodeStatus().withAddresses(at(address)));
    }

    private static Route route(String node, String cidr) {
        return new Route(node + cidr, node, false, List.of(), cidr, false);
    }

    @Test
    void eachRangeOfANodeGetsOneRoute() {
        Node node = node("a", "10.0.0.1", "10.244.1.0/24", "fd00:1:0:1::/64");
        RoutePlan plan = RoutePlan.of(List.of(node), List.of(route("a", "10.244.1.0/24")), CLUSTER);
        assertThat(plan.deletions()).isEmpty();
        assertThat(plan.creations())
                .containsExactly(new RoutePlan.Creation(
                        node, new Route("", "a", false, at("10.0.0.1"), "fd00:1:0:1::/64", false)));
        assertThat(plan.known()).containsExactly("a");
    }

    @Test
    void routesOfTheClusterThatNobodyNeedsGoAndOthersStay() {
        Route gone = route("gone", "10.244.9.0/24");
        Route moved = route("a", "10.244.7.0/24");
        Route foreign = route("elsewhere", "192.168.0.0/16");
        Route unreadable = route("a", "ours?");
        Route blackhole = new Route("b", "", false, List.of(), "10.244.3.0/24", true);
        RoutePlan plan = RoutePlan.of(
                List.of(node("a", "10.0.0.1", "10.244.1.0/24"), node("b", "10.0.0.2")),
                List.of(route("a", "10.244.1.0/24"), gone, moved, foreign, unreadable, blackhole),
                CLUSTER);
        assertThat(plan.deletions()).containsExactly(gone, moved, blackhole);
        assertThat(plan.creations()).isEmpty();
        assertThat(plan.known()).as("nothing is known of b yet").doesNotContain("b");
    }

    @Test
    void aRouteToAnAddressThatTheNodeNoLongerHasIsRenewed() {
        Route stale = new Route("r", "a", true, at("10.0.0.9"), "10.244.1.0/24", false);
        Node node = node("a", "10.0.0.1", "10.244.1.0/24");
        RoutePlan plan = RoutePlan.of(List.of(node), List.of(stale), CLUSTER);
        assertThat(plan.deletions()).containsExactly(stale);
        assertThat(plan.creations()).hasSize(1);
        Route fresh = new Route("r", "a", true, at("10.0.0.1"), "10.244.1.0/24", false);
        assertThat(RoutePlan.of(List.of(node), List.of(fresh), CLUSTER).creations())
                .isEmpty();
    }

    @Test
    void theConditionIsWrittenOnlyWhenItSaysSomethingElse() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Node silent = node("a", "10.0.0.1");
        NodeCondition created = NetworkCondition.change(silent, true, now).orElseThrow();
        assertThat(created.status()).isEqualTo("False");
        assertThat(created.reason()).isEqualTo("RouteCreated");
        assertThat(created.message()).isEqualTo("RouteController created a route");
        Node told = silent.withStatus(silent.status().withConditions(List.of(created)));
        assertThat(NetworkCondition.change(told, true, now.plusSeconds(1))).isEmpty();
        assertThat(NetworkCondition.change(told, false, now.plusSeconds(1))
                        .orElseThrow()
                        .reason())
                .isEqualTo("NoRouteCreated");
    }
}
