package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Privileged containers, where the cluster allows them and where it does not. */
final class CapabilitiesTest {
    private static final String PRIVILEGED =
            "'containers':[{'name':'c','image':'i','securityContext':{'privileged':true}}]";
    private static final String TEMPLATE =
            "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'restartPolicy':'POLICY'," + PRIVILEGED + "}}";
    private static final String FORBIDDEN =
            ".containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy";

    private static ResourceDeclaration declaration(String groupVersion, String resource) {
        return BuiltinResources.load().byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> errors(Strategy strategy, String object) {
        Struct tree = strategy.applyDefaults(Trees.of(object));
        return strategy.validateCreate(strategy.prepareForCreate(tree)).stream()
                .map(FieldError::toString)
                .toList();
    }

    private static String object(String body) {
        return "{'metadata':{'name':'x','namespace':'default','uid':'u'}," + body + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1, deployments, Always",
        "apps/v1, daemonsets, Always",
        "apps/v1, replicasets, Always",
        "apps/v1, statefulsets, Always",
        "batch/v1, jobs, Never"
    })
    void aTemplateOfPrivilegedContainersIsRefusedUnlessTheyAreAllowed(
            String groupVersion, String resource, String policy) {
        String selector = resource.equals("jobs") ? "" : "'selector':{'matchLabels':{'a':'b'}},";
        String object = object("'spec':{" + selector + TEMPLATE.replace("POLICY", policy) + "}");
        ResourceDeclaration declared = declaration(groupVersion, resource);
        assertThat(errors(Strategies.of(declared), object)).containsExactly("spec.template.spec" + FORBIDDEN);
        assertThat(errors(Strategies.of(declared, new Capabilities(true)), object))
                .isEmpty();
    }

    @Test
    void soAreTheTemplatesOfThoseWithoutASelectorOfTheirKind() {
        String controller = object("'spec':{'selector':{'a':'b'}," + TEMPLATE.replace("POLICY", "Always") + "}");
        assertThat(errors(Strategies.of(declaration("/v1", "replicationcontrollers")), controller))
                .containsExactly("spec.template.spec" + FORBIDDEN);
        String cron = object(
                "'spec':{'schedule':'@daily','jobTemplate':{'spec':{" + TEMPLATE.replace("POLICY", "Never") + "}}}");
        assertThat(errors(Strategies.of(declaration("batch/v1", "cronjobs")), cron))
                .containsExactly("spec.jobTemplate.spec.template.spec" + FORBIDDEN);
        String template = object(TEMPLATE.replace("POLICY", "Always"));
        assertThat(errors(Strategies.of(declaration("/v1", "podtemplates")), template))
                .containsExactly("template.spec" + FORBIDDEN);
    }

    @Test
    void containersOfEveryKindAreLookedAt() {
        String init = PRIVILEGED.replace("containers", "initContainers").replace("'c'", "'d'");
        String ephemeral =
                PRIVILEGED.replace("containers", "ephemeralContainers").replace("'c'", "'e'");
        String pod = object("'spec':{" + PRIVILEGED + "," + init + "," + ephemeral + "}");
        ResourceDeclaration pods = declaration("/v1", "pods");
        String notNew = "spec.ephemeralContainers: Forbidden: cannot be set on create";
        assertThat(errors(Strategies.of(pods), pod))
                .containsExactly(
                        notNew,
                        "spec" + FORBIDDEN,
                        "spec" + FORBIDDEN.replace("containers", "initContainers"),
                        "spec" + FORBIDDEN.replace("containers", "ephemeralContainers"));
        assertThat(errors(Strategies.of(pods, new Capabilities(true)), pod)).containsExactly(notNew);
    }

    @Test
    void aContainerThatSaysItIsNotPrivilegedIsTaken() {
        String pod = object("'spec':{" + PRIVILEGED.replace("true", "false") + "}");
        assertThat(errors(Strategies.of(declaration("/v1", "pods")), pod)).isEmpty();
    }

    private static String windowsPod(String ofPod, String ofContainer, String more) {
        return object(
                "'spec':{'securityContext':{'windowsOptions':" + ofPod + "},'containers':[{'name':'c','image':'i',"
                        + "'securityContext':{'windowsOptions':" + ofContainer + "}}]" + more + "}");
    }

    @Test
    void processesOfTheHostAreForAClusterThatAllowsThemToo() {
        ResourceDeclaration pods = declaration("/v1", "pods");
        String inherited = windowsPod("{'hostProcess':true}", "{}", ",'hostNetwork':true");
        assertThat(errors(Strategies.of(pods), inherited))
                .containsExactly("spec: Forbidden: hostProcess containers are disallowed by cluster policy");
        assertThat(errors(Strategies.of(pods, new Capabilities(true)), inherited))
                .isEmpty();
        assertThat(errors(Strategies.of(pods), windowsPod("{'hostProcess':false}", "{}", "")))
                .isEmpty();
    }

    @Test
    void aPodIsOfProcessesOfTheHostAltogetherAndOnItsNetwork() {
        Strategy allowing = Strategies.of(declaration("/v1", "pods"), new Capabilities(true));
        String mixed = windowsPod(
                "{}", "{'hostProcess':true}", ",'initContainers':[{'name':'d','image':'i'}],'hostNetwork':true");
        assertThat(errors(allowing, mixed))
                .containsExactly("spec: Invalid value: \"\": If pod contains any hostProcess containers then all"
                        + " containers must be HostProcess containers");
        assertThat(errors(allowing, windowsPod("{'hostProcess':true}", "{'hostProcess':true}", "")))
                .containsExactly("spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any"
                        + " hostProcess containers");
        assertThat(errors(allowing, windowsPod("{'hostProcess':true}", "{'hostProcess':false}", "")))
                .containsExactly(
                        "spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod"
                                + " hostProcess value must be identical if both are specified, was true");
    }

    @Test
    void anotherVersionOfAResourceObeysTheSame() {
        ResourceDeclaration pods = declaration("/v1", "pods");
        Strategy allowing = Strategies.of(pods, new Capabilities(true));
        assertThat(Strategies.servedAs(declaration("/v1", "pods/resize"), pods, allowing))
                .isSameAs(allowing);
    }
}
