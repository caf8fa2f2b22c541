package dev.carafe.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.apps.v1.AppsV1;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.authentication.v1.UserInfo;
import dev.carafe.kubernetes.api.coordination.v1beta1.CoordinationV1beta1;
import dev.carafe.kubernetes.api.coordination.v1beta1.LeaseCandidate;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodList;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.structural.Decoder;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.structural.Defaulter;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedKindsTest {
    private final BuiltinResources resources = BuiltinResources.load();

    @Test
    void absentFieldsReadAsZeroAndAreTold() {
        Pod pod = new Pod();
        assertThat(pod.kind()).isEqualTo("Pod");
        assertThat(pod.apiVersion()).isEqualTo("v1");
        assertThat(pod.spec().nodeName()).isEmpty();
        assertThat(pod.spec().containers()).isEmpty();
        assertThat(pod.spec().terminationGracePeriodSeconds()).isZero();
        assertThat(pod.spec().hasTerminationGracePeriodSeconds()).isFalse();
        assertThat(pod.spec().withTerminationGracePeriodSeconds(0).hasTerminationGracePeriodSeconds())
                .isTrue();
        assertThat(pod.metadata().creationTimestamp()).isEmpty();
    }

    @Test
    void viewsChangeACopyAndKeepWhatTheyDoNotKnow() {
        Pod before = new Pod(new Pod().struct().with("unknown", "kept"));
        Pod after = before.withSpec(before.spec()
                .withContainers(List.of(new Container().withName("a").withImage("b"))));
        assertThat(before.spec().containers()).isEmpty();
        assertThat(after.spec().containers())
                .containsExactly(new Container().withName("a").withImage("b"));
        assertThat(after.struct().string("unknown")).isEqualTo("kept");
    }

    @Test
    void scalarsOfKubernetesOwnAreReadAndWritten() {
        Instant time = Instant.parse("2026-01-31T09:30:00Z");
        Pod pod = new Pod();
        pod = pod.withMetadata(pod.metadata().withCreationTimestamp(time).withLabels(Map.of("a", "b")));
        assertThat(pod.struct().struct("metadata"))
                .isEqualTo(Struct.of("creationTimestamp", "2026-01-31T09:30:00Z", "labels", Struct.of("a", "b")));
        assertThat(pod.metadata().creationTimestamp()).contains(time);
        Secret secret = new Secret().withData(Map.of("k", "v".getBytes(StandardCharsets.UTF_8)));
        assertThat(secret.struct().struct("data")).isEqualTo(Struct.of("k", "dg=="));
        assertThat(secret.data().get("k")).isEqualTo("v".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void listsAndResourceTypesKnowTheirKind() {
        PodList list = new PodList().withItems(List.of(new Pod()));
        assertThat(list.items()).containsExactly(new Pod());
        Deployment deployment = AppsV1.DEPLOYMENTS.view().apply(Struct.EMPTY);
        assertThat(deployment.name()).isEmpty();
        assertThat(AppsV1.DEPLOYMENTS.basePath()).isEqualTo("/apis/apps/v1");
    }

    @Test
    void mapsOfListsAreReadAndWritten() {
        UserInfo user = new UserInfo().withExtra(Map.of("scopes", List.of("a", "b")));
        assertThat(user.struct()).isEqualTo(Struct.of("extra", Struct.of("scopes", List.of("a", "b"))));
        assertThat(user.extra()).isEqualTo(Map.of("scopes", List.of("a", "b")));
    }

    @Test
    void everyServedKindHasACompleteDeclaration() {
        BuiltinDeclarations declarations = BuiltinDeclarations.instance();
        Set<String> seen = new HashSet<>();
        for (List<ResourceDeclaration> group : resources.byGroupVersion().values()) {
            for (ResourceDeclaration resource : group) {
                if (!resource.isSubresource()) {
                    String schema = resources.schemaOf(resource.group(), resource.version(), resource.kind());
                    assertThat(schema).as(resource.name()).isNotNull();
                    walk(declarations, Objects.requireNonNull(schema), seen);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(400);
    }

    @Test
    void discoveryRowsSayWhereAndHow() {
        Map<String, List<ResourceDeclaration>> groups = resources.byGroupVersion();
        assertThat(groups).hasSize(36);
        ResourceDeclaration pods = find(groups, "/v1", "pods");
        assertThat(pods.namespaced()).isTrue();
        assertThat(pods.shortNames()).containsExactly("po");
        assertThat(pods.categories()).containsExactly("all");
        ResourceDeclaration scale = find(groups, "apps/v1", "deployments/scale");
        assertThat(scale.namespaced()).isTrue();
        assertThat(scale.kindGroup()).isEqualTo("autoscaling");
        assertThat(resources.columns(pods)).hasSize(9);
    }

    @Test
    void whatNoStablerVersionHasIsViewedInItsOwn() {
        assertThat(new LeaseCandidate().apiVersion()).isEqualTo("coordination.k8s.io/v1beta1");
        assertThat(CoordinationV1beta1.LEASECANDIDATES.kind()).isEqualTo("LeaseCandidate");
        assertThat(resources.schemaOf("resource.k8s.io", "v1beta1", "DeviceClass"))
                .isEqualTo("api.resource.v1beta1.DeviceClass");
        assertThatThrownBy(() -> Class.forName("dev.carafe.kubernetes.api.resource.v1beta1.DeviceClass"))
                .as("objects are handled in the form of v1")
                .isInstanceOf(ClassNotFoundException.class);
    }

    private static ResourceDeclaration find(Map<String, List<ResourceDeclaration>> groups, String group, String name) {
        return groups.getOrDefault(group, List.of()).stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Follows every reference; a missing structure throws. */
    private static void walk(BuiltinDeclarations declarations, String name, Set<String> seen) {
        if (seen.add(name)) {
            StructDeclaration structure = declarations.get(name);
            for (FieldDeclaration field : structure.fields().values()) {
                walk(declarations, field.type(), seen);
            }
        }
    }

    private static void walk(BuiltinDeclarations declarations, TypeRef type, Set<String> seen) {
        switch (type) {
            case TypeRef.Scalar _ -> {
                // nothing beneath
            }
            case TypeRef.ListOf(TypeRef item) -> walk(declarations, item, seen);
            case TypeRef.MapOf(TypeRef value) -> walk(declarations, value, seen);
            case TypeRef.Named(String name) -> walk(declarations, name, seen);
        }
    }

    @Test
    void describesStructuresAndFields() {
        BuiltinDescriptions descriptions = new BuiltinDescriptions();
        assertThat(descriptions.ofStructure("api.core.v1.PodSpec")).startsWith("PodSpec is ");
        assertThat(descriptions.ofField("api.core.v1.PodSpec", "containers")).contains("containers");
        assertThat(descriptions.ofField("api.core.v1.Event", "involvedObject")).isEmpty();
        assertThat(descriptions.ofField("api.core.v1.Event", "reason")).isNotEmpty();
        assertThat(descriptions.ofField("api.core.v1.PodSpec", "nosuch")).isEmpty();
        assertThat(descriptions.ofStructure("nosuch")).isEmpty();
    }

    @Test
    void describesWhatCameWithTheNewestVersion() {
        BuiltinDescriptions descriptions = new BuiltinDescriptions();
        assertThat(descriptions.ofStructure("api.scheduling.v1beta1.WorkloadSpec"))
                .isEqualTo("WorkloadSpec defines the desired state of a Workload.");
        assertThat(descriptions.ofField("api.scheduling.v1beta1.WorkloadSpec", "podGroupTemplates"))
                .startsWith("podGroupTemplates is ");
        assertThat(descriptions.ofField("api.scheduling.v1beta1.WorkloadSpec", "controllerRef"))
                .isEmpty(); // it refers to a structure, which is described
        assertThat(descriptions.ofField("api.resource.v1.Device", "nodeAllocatableResources"))
                .startsWith("NodeAllocatableResources defines ");
        assertThat(descriptions.ofField("api.resource.v1.Device", "bindsToNode"))
                .contains("was made.\n\nThis is a beta field");
        assertThat(descriptions.ofStructure("api.apiserverinternal.v1alpha1.StorageVersion"))
                .isNotEmpty();
    }

    @Test
    void timesThatNobodySetAreNullUnlessGoHoldsThemByPointer() {
        Defaulter defaulter = new Defaulter(BuiltinDeclarations.instance());
        Struct condition = Struct.of("type", "Ready", "status", "True");
        Struct complete = defaulter.apply(condition, "api.core.v1.PodCondition");
        assertThat(complete)
                .isEqualTo(condition.with("lastProbeTime", Null.NULL).with("lastTransitionTime", Null.NULL));
        assertThat(defaulter.apply(complete, "api.core.v1.PodCondition")).isSameAs(complete);
        assertThat(defaulter.apply(Struct.EMPTY, "api.core.v1.PodStatus").has("startTime"))
                .isFalse();
        assertThat(defaulter.apply(Struct.EMPTY, "apimachinery.pkg.apis.meta.v1.ObjectMeta"))
                .isEqualTo(Struct.EMPTY);
    }

    @Test
    void viewsAreTheSameWhetherOrNotATimeThatNobodySetIsWritten() {
        PodCondition read = new PodCondition(Struct.of("type", "Ready", "lastProbeTime", Null.NULL));
        PodCondition made = new PodCondition().withType("Ready");
        assertThat(read).isEqualTo(made).hasSameHashCodeAs(made);
        assertThat(new PodStatus().withConditions(List.of(made)))
                .isEqualTo(new PodStatus().withConditions(List.of(read)))
                .isNotEqualTo(new PodStatus().withConditions(List.of(made, read)));
        assertThat(read.withType("Initialized")).isNotEqualTo(made);
    }

    @Test
    void listsThatNobodySetAreNullWhereGoWritesThemAndEmptyOnesAreKeptApart() throws DecodingException {
        String role = "api.rbac.v1.Role";
        assertThat(new Defaulter(BuiltinDeclarations.instance())
                        .apply(Struct.EMPTY, role)
                        .get("rules"))
                .isEqualTo(Null.NULL);
        Struct empty = Struct.of("rules", List.of());
        assertThat(new Decoder(BuiltinDeclarations.instance()).decode(empty, role, _ -> {}))
                .isEqualTo(empty);
    }

    @Test
    void aFieldMayBeLookedIntoThoughItsStructureIsNotElsewhere() {
        TypedSchema schema = TypedSchema.ofBuiltins(BuiltinDeclarations.instance());
        Struct reference = Struct.of("name", "c");
        assertThat(schema.ownedFields(
                                FieldType.ofStructure("api.core.v1.PersistentVolumeSpec"),
                                Struct.of("claimRef", reference))
                        .toString())
                .contains("name");
        assertThat(schema.ownedFields(
                                FieldType.ofStructure("api.core.v1.EndpointAddress"), Struct.of("targetRef", reference))
                        .toString())
                .doesNotContain("name");
    }

    @Test
    void zeroesThatGoWouldNotWriteGo() throws DecodingException {
        Decoder decoder = new Decoder(BuiltinDeclarations.instance());
        Struct container = Struct.of("name", "c", "stdin", false);
        assertThat(decoder.decode(container.with("workingDir", ""), "api.core.v1.Container", _ -> {}))
                .isEqualTo(Struct.of("name", "c"));
        assertThat(decoder.decode(container, "api.core.v1.EphemeralContainer", _ -> {}))
                .as("of an embedded structure")
                .isEqualTo(Struct.of("name", "c"));
        Struct kept = Struct.of("replicas", 0L, "paused", true); // the one by pointer
        assertThat(decoder.decode(kept, "api.apps.v1.DeploymentSpec", _ -> {})).isEqualTo(kept);
    }
}
