package dev.carafe.kubernetes.kubelet.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.objects.testing.FakeObjects;
import dev.carafe.kubernetes.kubelet.runtime.ContainerConfigException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EnvironmentResolverTest {
    private static final NodeFacts NODE = new NodeFacts(
            "node-1",
            List.of("10.1.0.1", "fd00::1"),
            Map.of("cpu", Quantity.of(4), "memory", Quantity.ofBytes(8L << 30)));

    private final FakeObjects objects = new FakeObjects(InstantSource.system());
    private Optional<java.util.Collection<Service>> services = Optional.of(List.of());

    @Test
    void laterVariablesReplaceEarlierOnesAndSeeThemInReferences() throws Exception {
        objects.put(new ConfigMap(json("{'metadata':{'namespace':'ns','name':'cm'},'data':{'A':'cm-a','B':'cm-b'}}"))
                .withKind("ConfigMap"));
        services = Optional.of(List.of(service("default", "kubernetes", "10.96.0.1", 443)));
        assertThat(resolve("""
                        {'envFrom':[{'prefix':'P_','configMapRef':{'name':'cm'}},
                                    {'secretRef':{'name':'gone','optional':true}}],
                         'env':[{'name':'P_A','value':'mine'},
                                {'name':'SEEN','value':'$(P_A) $(P_B) $(KUBERNETES_SERVICE_HOST)'},
                                {'name':'KUBERNETES_SERVICE_PORT','value':'1'},
                                {'name':'ESCAPED','value':'$$(P_A) $(UNKNOWN) $(LATER)'},
                                {'name':'LATER','value':'x'}, {'name':'EMPTY'}]}
                        """))
                .containsEntry("P_A", "mine")
                .containsEntry("SEEN", "mine cm-b 10.96.0.1")
                .containsEntry("KUBERNETES_SERVICE_PORT", "1")
                .containsEntry("ESCAPED", "$(P_A) $(UNKNOWN) $(LATER)")
                .containsEntry("EMPTY", "");
    }

    @Test
    void servicesOfTheOwnNamespaceBecomeLinkVariables() throws Exception {
        services = Optional.of(List.of(
                service("default", "kubernetes", "10.96.0.1", 443),
                service("ns", "my-db", "10.96.0.7", 5432),
                service("ns", "2nd", "fd00::7", 80),
                service("ns", "headless", "None", 80),
                service("other", "far", "10.96.0.8", 80)));
        Map<String, String> linked = resolve("{}");
        assertThat(linked)
                .containsEntry("MY_DB_SERVICE_HOST", "10.96.0.7")
                .containsEntry("MY_DB_SERVICE_PORT", "5432")
                .containsEntry("MY_DB_SERVICE_PORT_MAIN_P", "5432")
                .containsEntry("MY_DB_PORT", "tcp://10.96.0.7:5432")
                .containsEntry("MY_DB_PORT_5432_TCP", "tcp://10.96.0.7:5432")
                .containsEntry("MY_DB_PORT_5432_TCP_PROTO", "tcp")
                .containsEntry("MY_DB_PORT_5432_TCP_PORT", "5432")
                .containsEntry("MY_DB_PORT_5432_TCP_ADDR", "10.96.0.7")
                .containsEntry("_2ND_PORT", "tcp://[fd00::7]:80")
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .doesNotContainKeys("FAR_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
        assertThat(resolve("{}", "{'enableServiceLinks':false}"))
                .containsOnlyKeys(linked.keySet().stream()
                        .filter(name -> name.startsWith("KUBERNETES_"))
                        .toArray(String[]::new));
    }

    @Test
    void factsOfPodAndContainerAreRead() throws Exception {
        assertThat(resolve("""
                        {'name':'c','resources':{'limits':{'cpu':'1500m'},'requests':{'memory':'100Mi'}},'env':[
                         {'name':'NAME','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}},
                         {'name':'LABEL','valueFrom':{'fieldRef':{'fieldPath':"metadata.labels['app.io/x']"}}},
                         {'name':'NODE','valueFrom':{'fieldRef':{'fieldPath':'spec.nodeName'}}},
                         {'name':'HOSTS','valueFrom':{'fieldRef':{'fieldPath':'status.hostIPs'}}},
                         {'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}},
                         {'name':'IPS','valueFrom':{'fieldRef':{'fieldPath':'status.podIPs'}}},
                         {'name':'CPU','valueFrom':{'resourceFieldRef':{'resource':'limits.cpu'}}},
                         {'name':'MILLIS','valueFrom':{'resourceFieldRef':{'resource':'limits.cpu','divisor':'1m'}}},
                         {'name':'MEM','valueFrom':{'resourceFieldRef':{'resource':'requests.memory','divisor':'1Mi'}}},
                         {'name':'NONE','valueFrom':{'resourceFieldRef':{'resource':'requests.cpu'}}},
                         {'name':'NODEMEM','valueFrom':{'resourceFieldRef':{'resource':'limits.memory'}}}]}
                        """))
                .containsEntry("NAME", "pod")
                .containsEntry("LABEL", "v")
                .containsEntry("NODE", "node-1")
                .containsEntry("HOSTS", "10.1.0.1,fd00::1")
                .containsEntry("IP", "10.2.0.3")
                .containsEntry("IPS", "10.2.0.3,fd00::3")
                .containsEntry("CPU", "2")
                .containsEntry("MILLIS", "1500")
                .containsEntry("MEM", "100")
                .containsEntry("NONE", "0")
                .containsEntry("NODEMEM", Long.toString(8L << 30));
    }

    @Test
    void referencesToWhatIsNotThereFailInUpstreamsWords() {
        objects.put(
                new Secret(json("{'metadata':{'namespace':'ns','name':'s'},'data':{'k':'djE='}}")).withKind("Secret"));
        assertFails(
                "{'env':[{'name':'A','valueFrom':{'configMapKeyRef':{'name':'x','key':'k'}}}]}",
                "configmap \"x\" not found");
        assertFails("{'envFrom':[{'secretRef':{'name':'x'}}]}", "secret \"x\" not found");
        assertFails(
                "{'env':[{'name':'A','valueFrom':{'secretKeyRef':{'name':'s','key':'other'}}}]}",
                "couldn't find key other in Secret ns/s");
        assertFails(
                "{'env':[{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'metadata.foo'}}}]}",
                "unsupported fieldPath: metadata.foo");
        services = Optional.empty();
        assertFails("{}", "services have not yet been read at least once, cannot construct envvars");
    }

    @Test
    void optionalReferencesLeaveTheVariableOut() throws Exception {
        objects.put(
                new Secret(json("{'metadata':{'namespace':'ns','name':'s'},'data':{'k':'djE='}}")).withKind("Secret"));
        assertThat(resolve("""
                        {'env':[{'name':'A','valueFrom':{'secretKeyRef':{'name':'s','key':'k'}}},
                                {'name':'B','valueFrom':{'secretKeyRef':{'name':'s','key':'o','optional':true}}},
                                {'name':'C','valueFrom':{'configMapKeyRef':{'name':'x','key':'k','optional':true}}}]}
                        """)).containsExactlyEntriesOf(Map.of("A", "v1"));
    }

    private void assertFails(String container, String message) {
        assertThatThrownBy(() -> resolve(container))
                .isInstanceOf(ContainerConfigException.class)
                .hasMessage(message);
    }

    private Map<String, String> resolve(String container) throws ContainerConfigException {
        return resolve(container, "{}");
    }

    private Map<String, String> resolve(String container, String podSpec) throws ContainerConfigException {
        Pod pod = new Pod(json("{'metadata':{'namespace':'ns','name':'pod','labels':{'app.io/x':'v'}}}")
                .with("spec", json(podSpec)));
        Map<String, String> resolved = new TreeMap<>();
        for (EnvVar variable : new EnvironmentResolver(objects, () -> services, () -> NODE)
                .of(
                        pod,
                        new dev.carafe.kubernetes.api.core.v1.Container(json(container)),
                        List.of("10.2.0.3", "fd00::3"))) {
            assertThat(resolved.put(variable.name(), variable.value())).isNull();
        }
        return resolved;
    }

    private static Service service(String namespace, String name, String ip, int port) {
        return new Service(json("""
                {'metadata':{'namespace':'%s','name':'%s'},
                 'spec':{'clusterIP':'%s','ports':[{'name':'main.p','port':%d,'protocol':'TCP'}]}}
                """.formatted(namespace, name, ip, port)));
    }

    /** JSON with single quotes where the text has no double ones of its own. */
    private static Struct json(String text) {
        String quoted = text.replace("\"metadata.labels['app.io/x']\"", "@")
                .replace('\'', '"')
                .replace("@", "\"metadata.labels['app.io/x']\"");
        try {
            return Json.decodeStruct(quoted.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
