package dev.carafe.kubernetes.apimachinery.structural;

import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.POD;
import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.junit.jupiter.api.Test;

class DefaulterTest {
    private final Defaulter defaulter = new Defaulter(SampleDeclarations.table());

    @Test
    void fillsInWhatUpstreamShows() {
        assertThat(defaulter.apply(yaml("spec: {containers: [{name: a, ports: [{containerPort: 1}]}]}"), POD))
                .isEqualTo(yaml("""
                        metadata: {}
                        spec:
                          containers:
                          - {name: a, ports: [{containerPort: 1, protocol: TCP}], resources: {}}
                        status: {replicas: 0}
                        """));
    }

    @Test
    void leavesWhatIsThereAndReturnsAFullObjectAsItIs() {
        Struct full = yaml("""
                metadata: {}
                spec: {containers: [{name: a, ports: [{containerPort: 1, protocol: UDP}], resources: {limits: {cpu: 1m}}}]}
                status: {replicas: 2}
                """);
        assertThat(defaulter.apply(full, POD)).isSameAs(full);
    }
}
