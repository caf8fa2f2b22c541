package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private final InMemoryObjects objects = new InMemoryObjects();
    private Set<GroupVersion> served =
            BuiltinResources.load().only(ResourceConfig.defaults()::serves).versions();

    private void run(String address) throws InterruptedException {
        run(address, objects);
    }

    private void run(String address, ObjectReader reader) throws InterruptedException {
        new Bootstrap(
                        reader,
                        objects,
                        new BootstrapConfig(address, 6443, "10.96.0.1", "10.96.0.0/12", "PEM"),
                        served,
                        InstantSource.fixed(Instant.EPOCH))
                .run();
    }

    @Test
    void makesWhatUpstreamMakesAndNothingTwice() throws InterruptedException {
        run("192.0.2.1");
        assertThat(objects.list("", "namespaces", "")).hasSize(4);
        assertThat(objects.list(RBAC, "clusterroles", "")).hasSize(73);
        assertThat(objects.list(RBAC, "clusterrolebindings", "")).hasSize(54);
        assertThat(objects.list(RBAC, "roles", "")).hasSize(7);
        assertThat(objects.get("", "services", "default", "kubernetes")).isPresent();
        assertThat(objects.list("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", ""))
                .hasSize(8);
        assertThat(objects.list("flowcontrol.apiserver.k8s.io", "flowschemas", ""))
                .hasSize(11)
                .allSatisfy(
                        schema -> assertThat(schema.toString()).contains("\"type\":\"Dangling\",\"status\":\"False\""));
        assertThat(objects.list("apiregistration.k8s.io", "apiservices", ""))
                .hasSize(22)
                .allSatisfy(service -> assertThat(service.toString()).contains("\"reason\":\"Local\""));
        assertThat(objects.list("networking.k8s.io", "servicecidrs", "")).hasSize(1);
        int writes = objects.writes();
        run("192.0.2.1");
        assertThat(objects.writes()).isEqualTo(writes);
    }

    @Test
    void noApiServiceIsOfAVersionThatIsNotServed() throws InterruptedException {
        run("192.0.2.1");
        served = BuiltinResources.load()
                .only(row ->
                        ResourceConfig.defaults().serves(row) && !row.group().equals("batch"))
                .versions();
        run("192.0.2.1");
        assertThat(objects.list("apiregistration.k8s.io", "apiservices", "")).hasSize(21);
        assertThat(objects.get("apiregistration.k8s.io", "apiservices", "", "v1.batch"))
                .isEmpty();
        assertThat(objects.get("apiregistration.k8s.io", "apiservices", "", "v1.apps"))
                .isPresent();
    }

    @Test
    void putsBackWhatWasTakenAway() throws InterruptedException {
        run("192.0.2.1");
        ClusterRole before = new ClusterRole(
                objects.get(RBAC, "clusterroles", "", "system:discovery").orElseThrow());
        objects.update(
                RBAC,
                "clusterroles",
                "",
                "system:discovery",
                role -> new ClusterRole(role).withRules(List.of()).struct());
        run("192.0.2.1");
        assertThat(new ClusterRole(objects.get(RBAC, "clusterroles", "", "system:discovery")
                                .orElseThrow())
                        .rules())
                .isEqualTo(before.rules());
    }

    /** What reads objects while the cache of config maps is being filled. */
    private final class Filling implements ObjectReader {
        @Override
        public Optional<Struct> get(String group, String resource, String namespace, String name) {
            if (resource.equals("configmaps")) {
                throw StatusError.tooManyRequests("storage is (re)initializing", 1);
            }
            return objects.get(group, resource, namespace, name);
        }

        @Override
        public List<Struct> list(String group, String resource, String namespace) {
            return objects.list(group, resource, namespace);
        }

        @Override
        public Optional<Struct> getLatest(String group, String resource, String namespace, String name) {
            return objects.getLatest(group, resource, namespace, name);
        }
    }

    @Test
    void waitsForNoCacheOfConfigMaps() throws InterruptedException {
        run("192.0.2.1", new Filling());
        assertThat(objects.get("", "configmaps", "kube-system", "extension-apiserver-authentication"))
                .isPresent();
    }
}
