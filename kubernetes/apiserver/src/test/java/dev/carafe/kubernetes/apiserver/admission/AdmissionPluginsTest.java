package dev.carafe.kubernetes.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdmissionPluginsTest {
    private static final ResourceDeclaration PODS = ResourceDeclaration.parse("", "v1", "pods Pod ns create", null);
    private static final ResourceDeclaration NAMESPACES =
            ResourceDeclaration.parse("", "v1", "namespaces Namespace cluster create", null);

    private final InMemoryObjects objects = new InMemoryObjects()
            .put("", "namespaces", Trees.of("{'metadata':{'name':'n'},'status':{'phase':'Active'}}"))
            .put("", "namespaces", Trees.of("{'metadata':{'name':'old'},'status':{'phase':'Terminating'}}"))
            .put("", "serviceaccounts", Trees.of("{'metadata':{'name':'default','namespace':'n'}}"));

    private static AdmissionRequest create(String namespace, Struct pod) {
        return new AdmissionRequest(
                Operation.CREATE,
                PODS,
                "",
                namespace,
                "p",
                Optional.of(pod),
                Optional.empty(),
                UserInfo.of("u"),
                false);
    }

    private Struct admitted(AdmissionRequest request) {
        AdmissionRequest current = request;
        RbacAuthorizer roles = new RbacAuthorizer(objects, () -> 0);
        for (AdmissionPlugin plugin : AdmissionPlugins.defaults(
                objects,
                objects,
                new Random(1),
                new DefaultTolerationSeconds(300, 300),
                roles,
                roles,
                FeatureGate.defaults())) {
            if (plugin.handles(current)) {
                current = current.withObject(plugin.admit(current));
            }
        }
        return current.object().orElseThrow();
    }

    private static Struct pod(String spec) {
        return Trees.of("{'metadata':{'name':'p'},'spec':" + spec + "}");
    }

    @Test
    void podsStayAsLongAsTheServerWasTold() {
        DefaultTolerationSeconds plugin = new DefaultTolerationSeconds(30, 40);
        Struct pod = plugin.admit(create("n", pod("{'containers':[{'name':'c'}]}")));
        assertThat(new Pod(pod).spec().tolerations())
                .extracting(Toleration::key, Toleration::tolerationSeconds)
                .containsExactly(
                        tuple("node.kubernetes.io/not-ready", 30L), tuple("node.kubernetes.io/unreachable", 40L));
    }

    @Test
    void everyPluginOfUpstreamsHasItsName() {
        RbacAuthorizer roles = new RbacAuthorizer(objects, () -> 0);
        assertThat(AdmissionPlugins.defaults(
                        objects,
                        objects,
                        new Random(1),
                        new DefaultTolerationSeconds(300, 300),
                        roles,
                        roles,
                        FeatureGate.defaults()))
                .extracting(AdmissionPlugin::name)
                .containsAll(AdmissionPlugins.NAMES);
    }

    @Test
    void completesAPodOnceAndForAll() {
        Struct once = admitted(create("n", pod("{'containers':[{'name':'c'}]}")));
        var spec = new Pod(once).spec();
        assertThat(spec.serviceAccountName()).isEqualTo("default");
        assertThat(spec.volumes())
                .singleElement()
                .satisfies(volume -> assertThat(volume.name()).matches("kube-api-access-[a-z0-9]{5}"));
        assertThat(spec.containers().getFirst().volumeMounts()).hasSize(1);
        assertThat(spec.tolerations()).hasSize(2);
        assertThat(spec.hasPriority()).isTrue();
        assertThat(admitted(create("n", once))).isEqualTo(once);
    }

    @Test
    void makesNothingWhereNothingMayBe() {
        assertThatThrownBy(() -> admitted(create("gone", pod("{}")))).hasMessage("namespaces \"gone\" not found");
        assertThatThrownBy(() -> admitted(create("old", pod("{}"))))
                .hasMessage("pods \"p\" is forbidden: unable to create new content in namespace old because it is being"
                        + " terminated");
        assertThatThrownBy(() -> admitted(create("n", pod("{'priorityClassName':'none'}"))))
                .hasMessage("pods \"p\" is forbidden: no PriorityClass with name none was found");
        AdmissionRequest delete = new AdmissionRequest(
                Operation.DELETE,
                NAMESPACES,
                "",
                "",
                "default",
                Optional.empty(),
                Optional.empty(),
                UserInfo.of("u"),
                false);
        assertThatThrownBy(() -> new NamespaceLifecycle(objects).validate(delete))
                .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void letsNobodyGrantMoreThanTheyHave() {
        String group = "rbac.authorization.k8s.io";
        objects.put(group, "clusterroles", Trees.of("""
                {'metadata':{'name':'reader'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['*']}]}"""));
        objects.put(group, "clusterroles", Trees.of("""
                {'metadata':{'name':'all'},'rules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]}"""));
        objects.put(group, "rolebindings", Trees.of("""
                {'metadata':{'name':'b','namespace':'n'},'roleRef':{'kind':'ClusterRole','name':'reader'},
                 'subjects':[{'kind':'User','name':'u'}]}"""));
        RbacAuthorizer roles = new RbacAuthorizer(objects, () -> 1);
        RbacEscalation plugin = new RbacEscalation(roles, roles);
        plugin.validate(bind("reader", "n"));
        assertThatThrownBy(() -> plugin.validate(bind("reader", "other")))
                .hasMessage("rolebindings.rbac.authorization.k8s.io \"p\" is forbidden: user \"u\" (groups=[]) is"
                        + " attempting to grant RBAC permissions not currently held:\n"
                        + "{APIGroups:[\"\"], Resources:[\"*\"], Verbs:[\"get\"]}");
        assertThatThrownBy(() -> plugin.validate(bind("all", "n"))).hasMessageContaining("Verbs:[\"*\"]");
    }

    private static AdmissionRequest bind(String role, String namespace) {
        ResourceDeclaration bindings = ResourceDeclaration.parse(
                "rbac.authorization.k8s.io", "v1", "rolebindings RoleBinding ns create", null);
        Struct binding = Trees.of("{'roleRef':{'kind':'ClusterRole','name':'" + role + "'}}");
        return new AdmissionRequest(
                Operation.CREATE,
                bindings,
                "",
                namespace,
                "p",
                Optional.of(binding),
                Optional.empty(),
                UserInfo.of("u"),
                false);
    }

    private static final ResourceDeclaration CLAIMS =
            ResourceDeclaration.parse("", "v1", "persistentvolumeclaims PersistentVolumeClaim ns create", null);

    private static AdmissionRequest claim(String storage) {
        return new AdmissionRequest(
                Operation.CREATE,
                CLAIMS,
                "",
                "n",
                "p",
                Optional.of(Trees.of("{'spec':{'resources':{'requests':{'storage':'" + storage + "'}}}}")),
                Optional.empty(),
                UserInfo.of("u"),
                false);
    }

    private void limit(String item) {
        objects.put(
                "",
                "limitranges",
                Trees.of("{'metadata':{'name':'l','namespace':'n'},'spec':{'limits':[" + item + "]}}"));
    }

    @Test
    void writesDownWhichAmountsItFilledIn() {
        limit("{'type':'Container','default':{'cpu':'1','memory':'1Gi'},'defaultRequest':{'cpu':'500m'}}");
        Pod pod = new Pod(new LimitRanger(objects).admit(create("n", pod("{'containers':[{'name':'c'}]}"))));
        assertThat(pod.metadata().annotations())
                .containsEntry(
                        "kubernetes.io/limit-ranger",
                        "LimitRanger plugin set: cpu request for container c; cpu, memory limit for container c");
    }

    @Test
    void holdsAPodAsAWholeToABound() {
        limit("{'type':'Pod','max':{'cpu':'3'},'maxLimitRequestRatio':{'cpu':'2'}}");
        String container = "{'name':'c','resources':{'requests':{'cpu':'1'},'limits':{'cpu':'2'}}}";
        LimitRanger plugin = new LimitRanger(objects);
        plugin.validate(create("n", pod("{'containers':[" + container + "],'initContainers':[" + container + "]}")));
        assertThatThrownBy(() -> plugin.validate(
                        create("n", pod("{'containers':[" + container + "," + container.replace("'c'", "'d'") + "]}"))))
                .hasMessageContaining("maximum cpu usage per Pod is 3, but limit is 4");
    }

    @Test
    void holdsAClaimToABound() {
        limit("{'type':'PersistentVolumeClaim','min':{'storage':'1Gi'},'max':{'storage':'5Gi'}}");
        LimitRanger plugin = new LimitRanger(objects);
        assertThat(plugin.handles(claim("2Gi"))).isTrue();
        plugin.validate(claim("2Gi"));
        assertThatThrownBy(() -> plugin.validate(claim("6Gi")))
                .hasMessageContaining("maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 6Gi");
        assertThatThrownBy(() -> plugin.validate(claim("1Mi")))
                .hasMessageContaining("minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi");
    }
}
