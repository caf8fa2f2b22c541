package dev.carafe.kubernetes.controllermanager;

import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.rbac.v1.AggregationRule;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.RbacV1;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AggregationTest {
    private static final Map<String, String> LABELS = Map.of("rbac.example.com/aggregate-to-view", "true");

    @Test
    void anAggregatedRoleHasTheRulesOfItsParts() {
        PolicyRule rule = new PolicyRule()
                .withApiGroups(List.of("example.com"))
                .withResources(List.of("widgets"))
                .withVerbs(List.of("get"));
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(
                    RbacV1.CLUSTERROLES,
                    new ClusterRole()
                            .withMetadata(new ObjectMeta().withName("view"))
                            .withAggregationRule(new AggregationRule()
                                    .withClusterRoleSelectors(List.of(new LabelSelector().withMatchLabels(LABELS)))));
            cluster.api.given(
                    RbacV1.CLUSTERROLES,
                    new ClusterRole()
                            .withMetadata(new ObjectMeta().withName("part").withLabels(LABELS))
                            .withRules(List.of(rule)));
            cluster.await(
                    "rules",
                    () -> List.copyOf(cluster.client
                                    .of(RbacV1.CLUSTERROLES)
                                    .get("", "view")
                                    .rules())
                            .equals(List.of(rule)));
        }
    }
}
