package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client of fabric8, on which most operators in Java are built, against our API server. */
@Timeout(240)
@BesideOthers
class Fabric8ClientTest {
    private static final String NAMESPACE = "default";
    private static final Duration SEEN_MAX = Duration.ofSeconds(30);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.fabric8.example.com}
            spec:
              group: fabric8.example.com
              scope: Namespaced
              names: {plural: boats, singular: boat, kind: Boat, listKind: BoatList}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.masts, statusReplicasPath: .status.masts}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties: {masts: {type: integer, minimum: 1}}
                      status:
                        type: object
                        properties: {masts: {type: integer}, afloat: {type: boolean}}
            """;

    @TempDir
    private static Path folder;

    private static ControlPlane plane;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws Exception {
        plane = ControlPlane.start(folder);
        Config config = Config.fromKubeconfig(Files.readString(plane.kubectl().kubeconfig()));
        config.setClientKeyAlgo("EC"); // which it does not tell by the key
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    static void end() {
        if (client != null) {
            client.close();
        }
        if (plane != null) {
            plane.close();
        }
    }

    private static ConfigMap map(String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels("of", "fabric8")
                .endMetadata()
                .withData(data)
                .build();
    }

    private static Resource<ConfigMap> named(String name) {
        return client.configMaps().inNamespace(NAMESPACE).withName(name);
    }

    @Test
    void objectsAreMadeReadChangedAndDeleted() {
        ConfigMap made = client.resource(map("crud", Map.of("a", "1"))).create();
        assertThat(made.getMetadata().getUid()).hasSize(36);
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> client.resource(map("crud", Map.of())).create())
                .satisfies(e -> assertThat(e.getStatus().getReason()).isEqualTo("AlreadyExists"));
        ConfigMap edited = named("crud")
                .edit(found -> new ConfigMapBuilder(found).addToData("b", "2").build());
        assertThat(edited.getData()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> client.resource(made).update())
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(409));
        assertThat(client.configMaps()
                        .inNamespace(NAMESPACE)
                        .withLabel("of", "fabric8")
                        .list(new ListOptionsBuilder().withLimit(1L).build())
                        .getItems())
                .hasSize(1);
        assertThat(named("crud").delete()).hasSize(1);
        assertThat(named("crud").get()).isNull();
        assertThat(named("crud").delete()).isEmpty();
    }

    @Test
    void eachKindOfPatchDoesWhatItSays() {
        client.resource(map("patched", Map.of("a", "1"))).create();
        assertThat(named("patched")
                        .patch(
                                PatchContext.of(PatchType.JSON),
                                "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]")
                        .getData())
                .isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(named("patched")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":null}}")
                        .getData())
                .isEqualTo(Map.of("b", "2"));
        assertThat(named("patched")
                        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"c\":\"3\"}}")
                        .getData())
                .isEqualTo(Map.of("b", "2", "c", "3"));
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> named("patched")
                        .patch(
                                PatchContext.of(PatchType.JSON),
                                "[{\"op\":\"test\",\"path\":\"/data/b\",\"value\":\"3\"}]"))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(422));
    }

    @Test
    void whoAppliesOwnsFieldsAndIsToldOfConflicts() {
        client.resource(map("applied", Map.of("a", "1"))).fieldManager("first").serverSideApply();
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> client.resource(map("applied", Map.of("a", "2")))
                        .fieldManager("second")
                        .serverSideApply())
                .satisfies(e -> {
                    assertThat(e.getCode()).isEqualTo(409);
                    assertThat(e.getStatus().getDetails().getCauses()).anySatisfy(cause -> {
                        assertThat(cause.getReason()).isEqualTo("FieldManagerConflict");
                        assertThat(cause.getField()).isEqualTo(".data.a");
                    });
                });
        ConfigMap forced = client.resource(map("applied", Map.of("a", "2")))
                .fieldManager("second")
                .forceConflicts()
                .serverSideApply();
        assertThat(forced.getData()).isEqualTo(Map.of("a", "2"));
        client.resource(map("applied", Map.of())).fieldManager("second").serverSideApply();
        assertThat(named("applied").get().getData()).isNullOrEmpty();
    }

    @Test
    void aDeploymentIsScaled() {
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName("scaled")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels("app", "scaled")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "scaled")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("i")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        client.resource(deployment).create();
        var resource = client.apps().deployments().inNamespace(NAMESPACE).withName("scaled");
        assertThat(resource.scale().getSpec().getReplicas()).isEqualTo(1);
        resource.scale(3);
        assertThat(resource.get().getSpec().getReplicas()).isEqualTo(3);
    }

    @Test
    void aWatchTellsEachChange() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Watch _ = named("watched").watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                seen.add(action + " " + map.getData());
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed");
            }
        })) {
            client.resource(map("watched", Map.of("n", "0"))).create();
            named("watched")
                    .edit(found ->
                            new ConfigMapBuilder(found).addToData("n", "1").build());
            named("watched").delete();
            var _ = Await.until(
                    "the watch to tell all",
                    SEEN_MAX,
                    () -> List.copyOf(seen),
                    List.of("ADDED {n=0}", "MODIFIED {n=1}", "DELETED {n=1}")::equals);
        }
    }

    @Test
    void anInformerHasWhatIsThereAndEachChange() {
        client.resource(map("informed", Map.of("n", "0"))).create();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (SharedIndexInformer<ConfigMap> informer = client.configMaps()
                .inNamespace(NAMESPACE)
                .withField("metadata.name", "informed")
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(ConfigMap map) {
                        seen.add("added " + map.getData());
                    }

                    @Override
                    public void onUpdate(ConfigMap old, ConfigMap map) {
                        seen.add("updated " + map.getData());
                    }

                    @Override
                    public void onDelete(ConfigMap map, boolean unknown) {
                        seen.add("deleted " + map.getData());
                    }
                })) {
            named("informed")
                    .edit(found ->
                            new ConfigMapBuilder(found).addToData("n", "1").build());
            var _ = Await.until(
                    "the change", SEEN_MAX, () -> List.copyOf(seen), List.of("added {n=0}", "updated {n=1}")::equals);
            assertThat(informer.getStore().list()).hasSize(1);
            named("informed").delete();
            var _ = Await.until("the end", SEEN_MAX, () -> List.copyOf(seen), all -> all.contains("deleted {n=1}"));
        }
    }

    @Test
    void aCustomKindNeedsNoClass() {
        plane.kubectl().apply(DEFINITION);
        plane.kubectl().ok("wait", "--for=condition=Established", "crd/boats.fabric8.example.com", "--timeout=30s");
        ResourceDefinitionContext kind = new ResourceDefinitionContext.Builder()
                .withGroup("fabric8.example.com")
                .withVersion("v1")
                .withKind("Boat")
                .withPlural("boats")
                .withNamespaced(true)
                .build();
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                boats = client.genericKubernetesResources(kind);
        GenericKubernetesResource boat = new GenericKubernetesResource();
        boat.setApiVersion("fabric8.example.com/v1");
        boat.setKind("Boat");
        boat.setMetadata(
                new ObjectMetaBuilder().withName("b").withNamespace(NAMESPACE).build());
        boat.setAdditionalProperty("spec", Map.of("masts", 2));
        client.resource(boat).create();
        var named = boats.inNamespace(NAMESPACE).withName("b");
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> named.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"masts\":0}}"))
                .withMessageContaining("spec.masts in body should be greater than or equal to 1");
        GenericKubernetesResource afloat = named.editStatus(found -> {
            found.setAdditionalProperty("status", Map.of("afloat", true, "masts", 2));
            return found;
        });
        assertThat(afloat.<Boolean>get("status", "afloat")).isTrue();
        assertThat(named.scale(3).<Integer>get("spec", "masts")).isEqualTo(3);
        assertThat(boats.inAnyNamespace().list().getItems()).hasSize(1);
        named.delete();
        assertThat(named.waitUntilCondition(found -> found == null, SEEN_MAX.toSeconds(), TimeUnit.SECONDS))
                .isNull();
    }

    @Test
    void listsComeInPages() {
        for (int i = 0; i < 5; i++) {
            client.resource(new ConfigMapBuilder(map("page-" + i, Map.of()))
                            .editMetadata()
                            .addToLabels("page", "yes")
                            .endMetadata()
                            .build())
                    .create();
        }
        var paged = client.configMaps().inNamespace(NAMESPACE).withLabel("page", "yes");
        ConfigMapList first = paged.list(new ListOptionsBuilder().withLimit(2L).build());
        assertThat(first.getItems()).hasSize(2);
        ConfigMapList second = paged.list(new ListOptionsBuilder()
                .withLimit(10L)
                .withContinue(first.getMetadata().getContinue())
                .build());
        assertThat(second.getItems())
                .extracting(map -> map.getMetadata().getName())
                .containsExactly("page-2", "page-3", "page-4");
        assertThat(paged.delete()).hasSize(5);
        assertThat(client.getApiResources("apps/v1").getResources()).isNotEmpty();
    }
}
