package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.gated.DisabledFields;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods of every kind of mistake, compared with what upstream said of the same pods. */
class PodValidatorTest {
    private static final List<String> AREAS = List.of("affinity", "security", "podspec", "containers", "volumes");
    private static final Struct CONTAINER = Struct.of("name", "c", "image", "i");
    private static final Strategy PODS = strategy("/v1", "pods");
    private static final DisabledFields DISABLED = DisabledFields.of("", "pods", FeatureGate.defaults());

    private static Strategy strategy(String groupVersion, String resource) {
        return Strategies.of(
                BuiltinResources.load().byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                        .filter(declared -> declared.name().equals(resource))
                        .findFirst()
                        .orElseThrow(),
                new Capabilities(true));
    }

    /**
     * A part of a pod, and what upstream said of the pod.
     *
     * @param spec what the specification has besides one container; {@code c} is what that one has besides name and image
     * @param said errors in alphabetical order, with two semicolons between them
     */
    record Recorded(String spec, String said) {}

    static Stream<Recorded> recorded() throws IOException {
        Stream<Recorded> all = Stream.of();
        for (String area : AREAS) {
            try (InputStream in =
                    Objects.requireNonNull(PodValidatorTest.class.getResourceAsStream("pods/" + area + ".tsv"))) {
                List<Recorded> read = new String(in.readAllBytes(), UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> new Recorded(
                                line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)))
                        .toList();
                all = Stream.concat(all, read.stream());
            }
        }
        return all;
    }

    private static Struct pod(String part) throws Exception {
        Struct given = Json.decodeStruct(part.getBytes(UTF_8));
        Struct.Builder spec = Struct.builder();
        if (!given.has("containers")) {
            Struct container = Objects.requireNonNullElse(given.struct("c"), Struct.EMPTY);
            spec.put(
                    "containers",
                    List.of(CONTAINER.toBuilder().putAll(container).build()));
        }
        spec.putAll(given.without("c"));
        return Struct.of("metadata", Struct.of("name", "x", "namespace", "default"), "spec", spec.build());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aPodIsToldWhatUpstreamTellsIt(Recorded recorded) throws Exception {
        Struct pod = PODS.prepareForCreate(DISABLED.drop(PODS.applyDefaults(pod(recorded.spec())), null));
        String said = PODS.validateCreate(pod).stream()
                .map(FieldError::toString)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" ;; "));
        assertThat(said).isEqualTo(recorded.said());
    }

    private static List<String> errors(Strategy strategy, Struct object) {
        return strategy.validateCreate(strategy.prepareForCreate(strategy.applyDefaults(object))).stream()
                .map(FieldError::toString)
                .toList();
    }

    @Test
    void aTemplateIsToldTheSameOfEveryArea() {
        Struct pod =
                Trees.of("{'containers':[{'name':'c','image':' i','volumeMounts':[{'name':'v','mountPath':'/a'}]}],"
                        + "'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                        + "[{'topologyKey':'zone','matchLabelKeys':['a']}]}},'securityContext':{'fsGroup':-1},"
                        + "'schedulingGates':[{'name':'a'},{'name':'a'}],'os':{'name':'mac'}}");
        Struct deployment =
                Trees.of("{'metadata':{'name':'x'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':"
                        + "{'labels':{'a':'b'}}}}}");
        Struct spec = Objects.requireNonNull(deployment.struct("spec"));
        Struct template = Objects.requireNonNull(spec.struct("template")).with("spec", pod);
        assertThat(errors(strategy("apps/v1", "deployments"), deployment.with("spec", spec.with("template", template))))
                .containsExactly(
                        "spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
                        "spec.template.spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and"
                                + " 2147483647, inclusive",
                        "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]"
                                + ".matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
                        "spec.template.spec.schedulingGates[1]: Duplicate value: \"a\"",
                        "spec.template.spec.os: Unsupported value: \"mac\": supported values: \"linux\", \"windows\"");
    }

    @Test
    void namesAndCredentialsHaveALength() throws Exception {
        String profile = "{\"securityContext\":{\"appArmorProfile\":{\"type\":\"Localhost\",\"localhostProfile\":\""
                + "a".repeat(4096) + "\"}}}";
        assertThat(errors(PODS, pod(profile)))
                .containsExactly("spec.securityContext.appArmorProfile.localhostProfile: Too long: may not be more than"
                        + " 4095 bytes");
        String credentials = "a".repeat(64 * 1024 + 1);
        String windows = "{\"securityContext\":{\"windowsOptions\":{\"gmsaCredentialSpec\":\"" + credentials + "\"}}}";
        assertThat(errors(PODS, pod(windows)))
                .containsExactly("spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: \""
                        + credentials + "\": gmsaCredentialSpec size must be under 64 KiB");
    }

    @Test
    void anEphemeralContainerComesLaterAndIsBarerThanOthers() {
        Struct old = PODS.prepareForCreate(
                PODS.applyDefaults(Trees.of("{'metadata':{'name':'x'},'spec':{'containers':[{'name':'c','image':'i'}],"
                        + "'volumes':[{'name':'v','emptyDir':{}}]}}")));
        Struct added = Trees.of("{'spec':{'ephemeralContainers':[{'name':'c','image':'i','targetContainerName':'d',"
                + "'ports':[{'containerPort':1}],'resources':{'limits':{'cpu':'1'}},"
                + "'volumeMounts':[{'name':'v','mountPath':'/a','subPath':'b'}]}]}}");
        Struct spec = Objects.requireNonNull(old.struct("spec"))
                .with(
                        "ephemeralContainers",
                        Objects.requireNonNull(
                                Objects.requireNonNull(added.struct("spec")).get("ephemeralContainers")));
        Struct changed = PODS.applyDefaults(old.with("spec", spec));
        assertThat(PODS.validateSubresourceUpdate("ephemeralcontainers", changed, old))
                .extracting(FieldError::toString)
                .containsExactly(
                        "spec.ephemeralContainers[0].name: Duplicate value: \"c\"",
                        "spec.ephemeralContainers[0].targetContainerName: Not found: \"d\"",
                        "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container",
                        "spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container",
                        "spec.ephemeralContainers[0].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral"
                                + " Container");
    }
}
