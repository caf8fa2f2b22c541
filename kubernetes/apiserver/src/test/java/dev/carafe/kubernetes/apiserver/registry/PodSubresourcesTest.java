package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What may be changed in a pod by its subresources, with the answers of upstream's server. */
final class PodSubresourcesTest {
    private static final String RESIZE = "resize";
    private static final String EPHEMERAL = "ephemeralcontainers";
    private static final String STATUS = "status";

    private final Strategy pods = Strategies.of(declaration(), new Capabilities(true));

    private static ResourceDeclaration declaration() {
        return BuiltinResources.load().byGroupVersion().getOrDefault("/v1", List.of()).stream()
                .filter(resource -> resource.name().equals("pods"))
                .findFirst()
                .orElseThrow();
    }

    private Struct pod(String changes) {
        Struct pod = Trees.of("""
                {'metadata':{'name':'p','namespace':'n'},'spec':{
                 'initContainers':[{'name':'i','image':'x','resources':{'requests':{'cpu':'10m'}}}],
                 'containers':[{'name':'c','image':'x','resources':{'requests':{'cpu':'100m','memory':'64Mi'}}}]}}""");
        return pods.prepareForCreate(pods.applyDefaults(MergePatch.apply(pod, Trees.of(changes))));
    }

    private Struct changed(String subresource, Struct old, String changes) {
        Struct sent = pods.applyDefaults(MergePatch.apply(old, Trees.of(changes)));
        return pods.prepareForSubresourceUpdate(subresource, sent, old);
    }

    private List<String> errors(String subresource, Struct old, String changes) {
        return pods.validateSubresourceUpdate(subresource, changed(subresource, old, changes), old).stream()
                .map(FieldError::toString)
                .toList();
    }

    private static String container(String rest) {
        return "{'spec':{'containers':[{'name':'c','image':'x'" + rest + "}]}}";
    }

    @Test
    void aResizeChangesNothingButResources() {
        Struct old = pod("{}");
        Struct sent = pods.applyDefaults(MergePatch.apply(
                old,
                Trees.of("{'metadata':{'labels':{'a':'b'}},'spec':{'nodeName':'m','containers':[{'name':'c',"
                        + "'image':'y','resources':{'requests':{'cpu':'200m','memory':'64Mi'}}}]}}")));
        Struct resized = pods.prepareForSubresourceUpdate(RESIZE, sent, old);
        assertThat(resized.find(List.of("metadata"))).isEqualTo(old.get("metadata"));
        assertThat(Objects.requireNonNull(resized.struct("spec")).without("containers"))
                .isEqualTo(Objects.requireNonNull(old.struct("spec")).without("containers"));
        Struct container =
                (Struct) ((List<?>) Objects.requireNonNull(resized.find(List.of("spec", "containers")))).getFirst();
        assertThat(container.get("image")).isEqualTo("x");
        assertThat(container.find(List.of("resources", "requests", "cpu"))).isEqualTo("200m");
        assertThat(pods.validateSubresourceUpdate(RESIZE, resized, old)).isEmpty();
    }

    @Test
    void aResizeIsRefusedBeyondThat() {
        Struct old = pod("{}");
        assertThat(errors(RESIZE, old, container(",'resources':{'requests':{'cpu':'100m'}}")))
                .containsExactly(
                        "spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed");
        assertThat(errors(
                        RESIZE,
                        old,
                        container(",'resources':{'requests':{'cpu':'100m','memory':'64Mi','ephemeral-storage':'1'}}")))
                .containsExactly("spec: Forbidden: only cpu and memory resources are mutable");
        assertThat(errors(RESIZE, old, "{'spec':{'containers':[{'name':'d','image':'x'}]}}"))
                .containsExactly(
                        "spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize");
        assertThat(errors(RESIZE, old, "{'spec':{'initContainers':null}}"))
                .containsExactly(
                        "spec.initContainers: Forbidden: initContainers may not be added or removed on resize");
        assertThat(errors(
                        RESIZE,
                        old,
                        "{'spec':{'initContainers':[{'name':'i','image':'x','resources':{'requests':{'cpu':'10m',"
                                + "'ephemeral-storage':'1'}}}]}}"))
                .containsExactly("spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar"
                        + " containers are mutable");
    }

    @Test
    void theQualityOfServiceStays() {
        Struct old = pod("{'spec':{'initContainers':null,'containers':[{'name':'c','image':'x'}]}}");
        assertThat(errors(RESIZE, old, container(",'resources':{'requests':{'cpu':'1'}}")))
                .containsExactly(
                        "spec: Invalid value: \"BestEffort\": Pod QOS Class may not change as a result of resizing");
    }

    @Test
    void somePodsAreNotResizedAtAll() {
        Struct mirror = pod("{'metadata':{'annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'m'}}");
        assertThat(errors(RESIZE, mirror, "{}")).containsExactly("[]: Forbidden: static pods cannot be resized");
        Struct windows = pod("{'spec':{'os':{'name':'windows'}}}");
        assertThat(errors(RESIZE, windows, "{}")).containsExactly("[]: Forbidden: windows pods cannot be resized");
        Struct untold = pod("{}").with(STATUS, Trees.of("{'containerStatuses':[{'name':'c','state':{'running':{}}}]}"));
        assertThat(errors(RESIZE, untold, "{}"))
                .containsExactly("spec: Forbidden: Pod running on node without support for resize");
    }

    @Test
    void ephemeralContainersAreOnlyAdded() {
        Struct old = changed(EPHEMERAL, pod("{}"), "{'spec':{'ephemeralContainers':[{'name':'e','image':'i:1'}]}}");
        assertThat(errors(
                        EPHEMERAL,
                        old,
                        "{'spec':{'ephemeralContainers':[{'name':'e','image':'i:1'},{'name':'f','image':'i'}]}}"))
                .isEmpty();
        assertThat(errors(EPHEMERAL, old, "{'spec':{'ephemeralContainers':null}}"))
                .containsExactly("spec.ephemeralContainers: Forbidden: existing ephemeral containers \"e\" may not be"
                        + " removed\n");
        assertThat(errors(EPHEMERAL, old, "{'spec':{'ephemeralContainers':[{'name':'e','image':'i:2'}]}}"))
                .singleElement()
                .asString()
                .startsWith("""
                        spec.ephemeralContainers: Forbidden: existing ephemeral containers "e" may not be changed
                        @@ -1,6 +1,6 @@
                         {
                          "Name": "e",
                        - "Image": "i:1",
                        + "Image": "i:2",
                          "Command": null,
                        """);
    }

    @Test
    void whatAReporterDoesNotKnowIsKept() {
        Struct old = pod("{}").with(STATUS, Trees.of("""
                {'qosClass':'Burstable','observedGeneration':3,
                 'resourceClaimStatuses':[{'name':'r'}],
                 'conditions':[{'type':'Ready','status':'True','observedGeneration':2}]}"""));
        Struct sent =
                old.with(STATUS, Trees.of("{'conditions':[{'type':'Ready','status':'False'}],'podIP':'10.0.0.1'}"));
        Struct status = Objects.requireNonNull(pods.prepareForSubresourceUpdate(STATUS, pods.applyDefaults(sent), old)
                .struct(STATUS));
        assertThat(status.get("qosClass")).isEqualTo("Burstable");
        assertThat(status.get("observedGeneration")).isEqualTo(3L);
        assertThat(status.get("resourceClaimStatuses")).isEqualTo(List.of(Struct.of("name", "r")));
        assertThat(status.get("podIPs")).isEqualTo(List.of(Struct.of("ip", "10.0.0.1")));
        Struct condition = (Struct) ((List<?>) Objects.requireNonNull(status.get("conditions"))).getFirst();
        assertThat(condition.get("observedGeneration")).isEqualTo(2L);
    }

    @Test
    void theHealthOfDevicesIsOfWhatAContainerHas() {
        Struct old = pod("{}");
        assertThat(errors(
                        STATUS,
                        old,
                        "{'status':{'containerStatuses':[{'name':'c','allocatedResourcesStatus':[{'name':'example.com/d'},"
                                + "{'name':'cpu','resources':[{'resourceID':'a','health':'Ill'}]}]}]}}"))
                .containsExactly(
                        "status.containerStatuses[0].allocatedResourcesStatus[0].name: Invalid value: \"example.com/d\":"
                                + " must match one of the container's resource requests",
                        "status.containerStatuses[0].allocatedResourcesStatus[1].resources[0].health: Unsupported value:"
                                + " \"Ill\": supported values: \"Healthy\", \"Unhealthy\", \"Unknown\"");
    }

    @Test
    void anAnnotationOfAppArmorBecomesAField() {
        String annotation = "container.apparmor.security.beta.kubernetes.io/c";
        Struct sent = Trees.of("{'metadata':{'name':'p','annotations':{'" + annotation
                + "':'localhost/f'}},'spec':{'containers':[{'name':'c','image':'x'}]}}");
        Struct made = pods.prepareForCreate(pods.applyDefaults(sent));
        Struct container =
                (Struct) ((List<?>) Objects.requireNonNull(made.find(List.of("spec", "containers")))).getFirst();
        assertThat(container.find(List.of("securityContext", "appArmorProfile")))
                .isEqualTo(Struct.of("type", "Localhost", "localhostProfile", "f"));
        assertThat(pods.warningsOfSent(sent))
                .containsExactly("metadata.annotations[" + annotation + "]: deprecated since v1.30; use the"
                        + " \"appArmorProfile\" field instead");
        assertThat(pods.validateCreate(made)).isEmpty();
    }

    @Test
    void annotationsThatNobodyReadsAreNotStored() {
        Struct made = pod("{'metadata':{'annotations':{'pod.beta.kubernetes.io/init-containers':'[]'}}}");
        assertThat(made.find(List.of("metadata", "annotations"))).isNull();
    }

    @Test
    void whatWasLetInOnceMayGoOn() {
        String cost = "controller.kubernetes.io/pod-deletion-cost";
        Struct old = pod("{'metadata':{'annotations':{'" + cost + "':'x'}}}");
        Struct changed = MergePatch.apply(old, Trees.of("{'metadata':{'annotations':{'" + cost + "':'y','a':'b'}}}"));
        assertThat(pods.validateUpdate(changed, old)).isEmpty();
        Struct sound = pod("{}");
        Struct broken = MergePatch.apply(sound, Trees.of("{'metadata':{'annotations':{'" + cost + "':'y'}}}"));
        assertThat(pods.validateUpdate(broken, sound))
                .extracting(FieldError::toString)
                .containsExactly("metadata.annotations[" + cost + "]: Invalid value: \"y\": must be a 32bit integer");
    }
}
