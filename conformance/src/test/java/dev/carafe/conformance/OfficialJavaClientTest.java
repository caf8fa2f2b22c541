package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kubernetes' own client for Java against our API server: typed calls, the four patches, informers. */
@Timeout(240)
@BesideOthers
class OfficialJavaClientTest {
    private static final String NAMESPACE = "default";
    private static final Duration SEEN_MAX = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static ControlPlane plane;
    private static ApiClient client;
    private static CoreV1Api core;

    @BeforeAll
    static void start() throws Exception {
        plane = ControlPlane.start(folder);
        client = Config.fromConfig(plane.kubectl().kubeconfig().toString());
        core = new CoreV1Api(client);
    }

    @AfterAll
    static void end() {
        if (plane != null) {
            plane.close();
        }
    }

    private static V1ConfigMap map(String name, Map<String, String> data) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).labels(Map.of("of", "java")))
                .data(data);
    }

    private static V1ConfigMap patch(String name, String type, String patch) throws ApiException {
        boolean apply = type.equals(V1Patch.PATCH_FORMAT_APPLY_YAML);
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> {
                    var call = core.patchNamespacedConfigMap(name, NAMESPACE, new V1Patch(patch));
                    return (apply ? call.fieldManager("java").force(true) : call).buildCall(null);
                },
                type,
                client);
    }

    @Test
    void callsAndPatchesAreTyped() throws ApiException {
        V1ConfigMap made = core.createNamespacedConfigMap(NAMESPACE, map("typed", Map.of("a", "1")))
                .execute();
        assertThat(Objects.requireNonNull(made.getMetadata()).getUid()).hasSize(36);
        assertThat(patch(
                                "typed",
                                V1Patch.PATCH_FORMAT_JSON_PATCH,
                                "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]")
                        .getData())
                .isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(patch("typed", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"a\":null}}")
                        .getData())
                .isEqualTo(Map.of("b", "2"));
        assertThat(patch("typed", V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"c\":\"3\"}}")
                        .getData())
                .isEqualTo(Map.of("b", "2", "c", "3"));
        V1ConfigMap applied = patch(
                "typed",
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"typed\"},\"data\":{\"d\":\"4\"}}");
        assertThat(applied.getData()).isEqualTo(Map.of("b", "2", "c", "3", "d", "4"));
        made.getMetadata().setResourceVersion("1");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> core.replaceNamespacedConfigMap("typed", NAMESPACE, made)
                        .execute())
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(409));
        V1ConfigMapList page = core.listNamespacedConfigMap(NAMESPACE)
                .labelSelector("of=java")
                .limit(1)
                .execute();
        assertThat(page.getItems()).hasSize(1);
    }

    @Test
    void anInformerSeesWhatIsThereAndEachChange() throws ApiException {
        core.createNamespacedConfigMap(NAMESPACE, map("before", Map.of("n", "0")))
                .execute();
        List<String> seen = new CopyOnWriteArrayList<>();
        SharedInformerFactory informers = new SharedInformerFactory(client);
        SharedIndexInformer<V1ConfigMap> informer = informers.sharedIndexInformerFor(
                new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
                V1ConfigMap.class,
                0,
                NAMESPACE);
        informer.addEventHandler(new Noting(seen));
        try {
            informers.startAllRegisteredInformers();
            Await.until("the informer to be in sync", SEEN_MAX, informer::hasSynced, synced -> synced);
            assertThat(informer.getIndexer().getByKey(NAMESPACE + "/before")).isNotNull();
            core.createNamespacedConfigMap(NAMESPACE, map("watched", Map.of("n", "1")))
                    .execute();
            Await.until("the new object", SEEN_MAX, () -> seen, all -> all.contains("added watched 1"));
            patch("watched", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"n\":\"2\"}}");
            Await.until("the change", SEEN_MAX, () -> seen, all -> all.contains("updated watched 2"));
            core.deleteNamespacedConfigMap("watched", NAMESPACE).execute();
            Await.until("the end", SEEN_MAX, () -> seen, all -> all.contains("deleted watched 2"));
        } finally {
            informers.stopAllRegisteredInformers();
        }
    }

    /** Writes down what an informer tells. */
    private record Noting(List<String> seen) implements ResourceEventHandler<V1ConfigMap> {
        private void note(String what, V1ConfigMap map) {
            seen.add(what + " " + Objects.requireNonNull(map.getMetadata()).getName() + " "
                    + Objects.requireNonNull(map.getData()).getOrDefault("n", ""));
        }

        @Override
        public void onAdd(V1ConfigMap map) {
            if (Objects.requireNonNull(map.getMetadata()).getLabels() != null) {
                note("added", map);
            }
        }

        @Override
        public void onUpdate(V1ConfigMap old, V1ConfigMap map) {
            if (Objects.requireNonNull(map.getMetadata()).getLabels() != null) {
                note("updated", map);
            }
        }

        @Override
        public void onDelete(V1ConfigMap map, boolean unknown) {
            note("deleted", map);
        }
    }
}
