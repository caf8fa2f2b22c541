package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.apiextensions.v1.ApiextensionsV1;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.meta.v1.GroupResource;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigrationSpec;
import dev.carafe.kubernetes.api.storagemigration.v1.StoragemigrationV1;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.ResourceClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StorageVersionMigrationTest {
    private static StorageVersionMigration migration(String name, String group, String resource) {
        return new StorageVersionMigration()
                .withMetadata(new ObjectMeta().withName(name))
                .withSpec(new StorageVersionMigrationSpec()
                        .withResource(new GroupResource().withGroup(group).withResource(resource)));
    }

    private static ResourceClient<StorageVersionMigration> migrations(Cluster cluster) {
        return cluster.client.of(StoragemigrationV1.STORAGEVERSIONMIGRATIONS);
    }

    private static Condition condition(Cluster cluster, String name, String type) {
        return migrations(cluster).find("", name).stream()
                .flatMap(object -> object.status().conditions().stream())
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElse(new Condition());
    }

    private static void awaitEnd(Cluster cluster, String name, String type) {
        cluster.await(type, () -> condition(cluster, name, type).status().equals("True"));
        cluster.await(
                "no longer running",
                () -> condition(cluster, name, "Running").status().equals("False"));
    }

    private static void given(Cluster cluster, String... names) {
        for (String name : names) {
            cluster.client
                    .of(CoreV1.CONFIGMAPS)
                    .create(new ConfigMap()
                            .withMetadata(
                                    new ObjectMeta().withNamespace("default").withName(name)));
        }
    }

    private static List<String> patched(Cluster cluster) {
        return cluster.api.requests().stream()
                .filter(request ->
                        request.method().equals("PATCH") && request.path().contains("/namespaces/default/configmaps/"))
                .map(request -> request.path().substring(request.path().lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void eachObjectIsPatchedOnceWithItsOwnVersion() {
        try (Cluster cluster = new Cluster()) {
            given(cluster, "a", "b");
            migrations(cluster).create(migration("maps", "", "configmaps"));
            awaitEnd(cluster, "maps", "Succeeded");
            assertThat(patched(cluster)).containsOnlyOnce("a", "b");
            ApiRequest first = cluster.api.requests().stream()
                    .filter(request -> request.path().endsWith("/configmaps/a")
                            && request.method().equals("PATCH"))
                    .findFirst()
                    .orElseThrow();
            assertThat(String.valueOf(first.body()))
                    .matches("\\{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":"
                            + "\\{\"resourceVersion\":\"\\d+\"}}");
            assertThat(condition(cluster, "maps", "Running").message()).isEqualTo("Migration completed");
        }
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() {
        try (Cluster cluster = new Cluster()) {
            given(cluster, "a");
            AtomicInteger refused = new AtomicInteger();
            cluster.api.addFault(request -> request.method().equals("PATCH")
                            && request.path().endsWith("/configmaps/a")
                            && refused.getAndIncrement() == 0
                    ? Optional.of(StatusError.tooManyRequests("later", 1))
                    : Optional.empty());
            migrations(cluster).create(migration("maps", "", "configmaps"));
            awaitEnd(cluster, "maps", "Succeeded");
            assertThat(refused).hasValueGreaterThan(1);
        }
    }

    @Test
    void whatTheServerRefusesEndsTheMigration() {
        try (Cluster cluster = new Cluster()) {
            given(cluster, "a");
            cluster.api.addFault(request ->
                    request.method().equals("PATCH") && request.path().endsWith("/configmaps/a")
                            ? Optional.of(StatusError.badRequest("no"))
                            : Optional.empty());
            migrations(cluster).create(migration("maps", "", "configmaps"));
            awaitEnd(cluster, "maps", "Failed");
            assertThat(condition(cluster, "maps", "Failed").message())
                    .matches("\\d+/\\d+ not yet migrated. migration encountered unhandled error: no");
        }
    }

    @Test
    void whatCannotBeListedAndWrittenIsNotMigrated() {
        try (Cluster cluster = new Cluster()) {
            migrations(cluster).create(migration("reviews", "authorization.k8s.io", "subjectaccessreviews"));
            awaitEnd(cluster, "reviews", "Failed");
            assertThat(condition(cluster, "reviews", "Failed").message())
                    .endsWith("does not support discovery operations: [update patch list]");
        }
    }

    @Test
    void aDefinitionSaysThatAllItsObjectsAreOfOneVersion() {
        try (Cluster cluster = new Cluster()) {
            // The definition of a resource that the server has anyway: the fake server serves no others.
            var definitions = cluster.client.of(ApiextensionsV1.CUSTOMRESOURCEDEFINITIONS);
            CustomResourceDefinition given = new CustomResourceDefinition(Struct.builder()
                    .put("apiVersion", "apiextensions.k8s.io/v1")
                    .put("kind", "CustomResourceDefinition")
                    .put("metadata", Struct.of("name", "leases.coordination.k8s.io"))
                    .put("spec", Struct.of("versions", List.of(version("v1", false), version("v2", true))))
                    .build());
            definitions.create(given);
            migrations(cluster).create(migration("leases", "coordination.k8s.io", "leases"));
            awaitEnd(cluster, "leases", "Succeeded");
            CustomResourceDefinition told = definitions.get("", "leases.coordination.k8s.io");
            assertThat(told.status().storedVersions()).containsExactly("v2");
            assertThat(told.status().conditions()).singleElement().satisfies(condition -> {
                assertThat(condition.type()).isEqualTo("StorageMigrating");
                assertThat(condition.status()).isEqualTo("False");
                assertThat(condition.reason()).isEqualTo("MigrationSucceeded");
            });
        }
    }

    private static Struct version(String name, boolean storage) {
        return Struct.builder().put("name", name).put("storage", storage).build();
    }
}
