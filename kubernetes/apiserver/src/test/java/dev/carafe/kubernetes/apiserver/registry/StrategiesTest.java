package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.duration.Ago;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StrategiesTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static Strategy strategy(String groupVersion, String resource) {
        return Strategies.of(declaration(groupVersion, resource));
    }

    private static ResourceDeclaration declaration(String groupVersion, String resource) {
        return BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> errors(List<FieldError> errors) {
        return errors.stream().map(FieldError::toString).toList();
    }

    @Test
    void everyResourceHasACellForEachColumn() {
        BUILTIN.byGroupVersion()
                .values()
                .forEach(resources -> resources.forEach(resource -> {
                    if (!resource.isSubresource()) {
                        assertThat(Strategies.of(resource).tableCells(Trees.of("{'metadata':{'name':'x'}}")))
                                .as(resource.group() + "/" + resource.name())
                                .hasSameSizeAs(BUILTIN.columns(resource));
                    }
                }));
    }

    @Test
    void defaultsAreIdempotent() {
        BUILTIN.byGroupVersion()
                .values()
                .forEach(resources -> resources.forEach(resource -> {
                    if (!resource.isSubresource()) {
                        Strategy strategy = Strategies.of(resource);
                        Struct once = strategy.applyDefaults(Trees.of("{'metadata':{'name':'x'},'spec':{}}"));
                        assertThat(strategy.applyDefaults(once))
                                .as(resource.name())
                                .isEqualTo(once);
                    }
                }));
    }

    @Test
    void fillsADeploymentAsUpstreamDoes() {
        Struct given = Trees.of("""
                {'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'app':'web'}},
                 'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[
                  {'name':'c','image':'nginx','ports':[{'containerPort':80}],
                   'resources':{'limits':{'cpu':'0.5'}},
                   'readinessProbe':{'httpGet':{'port':80}}}]}}}}""");
        Strategy strategy = strategy("apps/v1", "deployments");
        Struct filled = strategy.applyDefaults(given);
        assertThat(filled).isEqualTo(Trees.of("""
                {'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'app':'web'}},
                 'replicas':1,'revisionHistoryLimit':10,'progressDeadlineSeconds':600,
                 'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':'25%','maxSurge':'25%'}},
                 'template':{'metadata':{'labels':{'app':'web'}},'spec':{
                  'dnsPolicy':'ClusterFirst','restartPolicy':'Always','schedulerName':'default-scheduler',
                  'securityContext':{},'terminationGracePeriodSeconds':30,
                  'containers':[{'name':'c','image':'nginx','imagePullPolicy':'Always',
                   'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File',
                   'ports':[{'containerPort':80,'protocol':'TCP'}],'resources':{'limits':{'cpu':'500m'}},
                   'readinessProbe':{'httpGet':{'port':80,'path':'/','scheme':'HTTP'},'timeoutSeconds':1,
                    'periodSeconds':10,'successThreshold':1,'failureThreshold':3}}]}}}}"""));
        assertThat(strategy.validateCreate(filled)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,Always",
        "nginx:latest,Always",
        "nginx:1.27,IfNotPresent",
        "registry.example.com:5000/a/b,Always",
        "registry.example.com:5000/a/b:v1,IfNotPresent",
        "a@sha256:0123456789012345678901234567890123456789012345678901234567890123,IfNotPresent",
        "Not A Name,IfNotPresent"
    })
    void pullsByTag(String image, String policy) {
        Struct pod = strategy("/v1", "pods")
                .applyDefaults(Trees.of("{'spec':{'containers':[{'name':'c','image':'" + image + "'}]}}"));
        assertThat(new dev.carafe.kubernetes.api.core.v1.Pod(pod)
                        .spec()
                        .containers()
                        .getFirst()
                        .imagePullPolicy())
                .isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | BestEffort",
                "{'requests':{'cpu':'1'}} | Burstable",
                "{'limits':{'cpu':'1','memory':'1Gi'}} | Guaranteed",
                "{'limits':{'cpu':'1'}} | Burstable"
            })
    void classesPodsByWhatTheyAskFor(String resources, String expected) {
        Strategy pods = strategy("/v1", "pods");
        Struct pod = pods.applyDefaults(
                Trees.of("{'spec':{'containers':[{'name':'c','image':'i','resources':" + resources + "}]}}"));
        var status = new dev.carafe.kubernetes.api.core.v1.Pod(pods.prepareForCreate(pod)).status();
        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(status.qosClass()).isEqualTo(expected);
    }

    @Test
    void namesWhatIsWrongWithAPod() {
        Strategy pods = strategy("/v1", "pods");
        Struct pod = pods.applyDefaults(Trees.of("""
                {'metadata':{'name':'p','namespace':'default'},'spec':{'restartPolicy':'Sometimes','containers':[
                 {'name':'C_','image':'','ports':[{'containerPort':70000}],'env':[{'name':''}],
                  'volumeMounts':[{'name':'gone','mountPath':'/x'}],
                  'resources':{'requests':{'cpu':'2'},'limits':{'cpu':'1'}}}]}}"""));
        assertThat(errors(pods.validateCreate(pod)))
                .containsExactlyInAnyOrder(
                        "spec.containers[0].name: Invalid value: \"C_\": a lowercase RFC 1123 label must consist of lower"
                                + " case alphanumeric characters or '-', and must start and end with an alphanumeric"
                                + " character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
                        "spec.containers[0].image: Required value",
                        "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535,"
                                + " inclusive",
                        "spec.containers[0].env[0].name: Required value",
                        "spec.containers[0].volumeMounts[0].name: Not found: \"gone\"",
                        "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu"
                                + " limit of 1",
                        "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\","
                                + " \"OnFailure\", \"Never\"");
    }

    @Test
    void lastsAPodsSpecificationButForAFewFields() {
        Strategy pods = strategy("/v1", "pods");
        Struct old = pods.applyDefaults(Trees.of("""
                {'metadata':{'name':'p','namespace':'default'},'spec':{'nodeName':'n',
                 'containers':[{'name':'c','image':'a:1'}]}}"""));
        Struct spec = java.util.Objects.requireNonNull(old.struct("spec"));
        Struct newImage = pods.applyDefaults(
                old.with("spec", spec.with("containers", List.of(Trees.of("{'name':'c','image':'a:2'}")))));
        assertThat(pods.validateUpdate(newImage, old)).isEmpty();
        Struct moved = old.with("spec", spec.with("nodeName", "other"));
        assertThat(errors(pods.validateUpdate(moved, old)))
                .singleElement()
                .asString()
                .startsWith("spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,")
                .endsWith("""

                        @@ -43,7 +43,7 @@
                          "ServiceAccountName": "",
                          "DeprecatedServiceAccount": "",
                          "AutomountServiceAccountToken": null,
                        - "NodeName": "n",
                        + "NodeName": "other",
                          "HostNetwork": false,
                          "HostPID": false,
                          "HostIPC": false,
                        """);
    }

    @Test
    void keepsASelectorForLife() {
        Strategy deployments = strategy("apps/v1", "deployments");
        Struct old = deployments.applyDefaults(Trees.of("""
                {'metadata':{'name':'d','namespace':'default'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':
                 {'metadata':{'labels':{'a':'b','c':'d'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}"""));
        Struct changed = old.with(
                "spec",
                java.util.Objects.requireNonNull(old.struct("spec"))
                        .with("selector", Trees.of("{'matchLabels':{'c':'d'}}")));
        assertThat(errors(deployments.validateUpdate(changed, old)))
                .containsExactly("spec.selector: Invalid value: {\"matchLabels\":{\"c\":\"d\"}}: field is immutable");
        Struct unmatched = old.with(
                "spec",
                java.util.Objects.requireNonNull(old.struct("spec"))
                        .with("selector", Trees.of("{'matchLabels':{'x':'y'}}")));
        assertThat(errors(deployments.validateCreate(unmatched)))
                .containsExactly(
                        "spec.template.metadata.labels: Invalid value: {\"a\":\"b\",\"c\":\"d\"}: `selector` does"
                                + " not match template `labels`");
    }

    @Test
    void labelsAJobsPodsByItsUid() {
        Strategy jobs = strategy("batch/v1", "jobs");
        Struct job = jobs.prepareForCreate(jobs.applyDefaults(Trees.of("""
                {'metadata':{'name':'pi','namespace':'default','uid':'u1'},'spec':{'template':
                 {'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}""")));
        var spec = new dev.carafe.kubernetes.api.batch.v1.Job(job).spec();
        assertThat(spec.selector().matchLabels())
                .containsExactly(java.util.Map.entry("batch.kubernetes.io/controller-uid", "u1"));
        assertThat(spec.template().metadata().labels())
                .containsEntry("job-name", "pi")
                .containsEntry("batch.kubernetes.io/job-name", "pi");
        assertThat(spec.completions()).isEqualTo(1);
        assertThat(spec.backoffLimit()).isEqualTo(6);
        assertThat(jobs.validateCreate(job)).isEmpty();
    }

    private static List<Object> shown(List<Object> cells) {
        return cells.stream()
                .map(cell -> cell instanceof Ago ago ? ago.text(NOW) : cell)
                .toList();
    }

    @Test
    void printsAPodAsKubectlShowsIt() {
        Struct pod = Trees.of("""
                {'metadata':{'name':'p','creationTimestamp':'2026-01-01T00:00:00Z'},
                 'spec':{'nodeName':'n','containers':[{'name':'a'},{'name':'b'}]},
                 'status':{'phase':'Running','podIPs':[{'ip':'10.1.0.5'}],'containerStatuses':[
                  {'name':'a','ready':true,'restartCount':2,'state':{'running':{}},
                   'lastState':{'terminated':{'exitCode':1,'finishedAt':'2026-01-01T00:55:00Z'}}},
                  {'name':'b','ready':false,'restartCount':0,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]}}""");
        assertThat(shown(strategy("/v1", "pods").tableCells(pod)))
                .containsExactly(
                        "p", "1/2", "CrashLoopBackOff", "2 (5m ago)", "60m", "10.1.0.5", "n", "<none>", "<none>");
    }

    @Test
    void printsAServiceAsKubectlShowsIt() {
        Struct service = Trees.of("""
                {'metadata':{'name':'s','creationTimestamp':'2025-12-30T00:00:00Z'},
                 'spec':{'type':'NodePort','clusterIP':'10.96.0.9','clusterIPs':['10.96.0.9'],'selector':{'b':'2','a':'1'},
                  'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},{'port':53,'protocol':'UDP'}]}}""");
        assertThat(shown(strategy("/v1", "services").tableCells(service)))
                .containsExactly("s", "NodePort", "10.96.0.9", "<none>", "80:30080/TCP,53/UDP", "2d1h", "a=1,b=2");
    }

    @Test
    void keepsStatusApart() {
        Strategy deployments = strategy("apps/v1", "deployments");
        Struct old = Trees.of("{'metadata':{'name':'d'},'spec':{'replicas':1},'status':{'replicas':1}}");
        Struct update = Trees.of("{'metadata':{'name':'d'},'spec':{'replicas':2},'status':{'replicas':9}}");
        assertThat(deployments.prepareForUpdate(update, old).struct("status")).isEqualTo(Trees.of("{'replicas':1}"));
        assertThat(deployments.prepareForStatusUpdate(update, old))
                .isEqualTo(Trees.of("{'metadata':{'name':'d'},'spec':{'replicas':1},'status':{'replicas':9}}"));
    }

    @Test
    void aServicesFinalizersMayChangeWithItsStatusButItsSpecMayNot() {
        Struct old = Trees.of("{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer'}}");
        Struct given = Trees.of("""
                {'metadata':{'name':'s','finalizers':['example.com/hold']},'spec':{'type':'ClusterIP'},
                 'status':{'loadBalancer':{'ingress':[{'ip':'203.0.113.1'}]}}}""");
        assertThat(strategy("/v1", "services").prepareForStatusUpdate(given, old))
                .isEqualTo(Trees.of("""
                {'metadata':{'name':'s','finalizers':['example.com/hold']},'spec':{'type':'LoadBalancer'},
                 'status':{'loadBalancer':{'ingress':[{'ip':'203.0.113.1'}]}}}"""));
    }

    @Test
    void writesTheZeroesOfANewStatus() {
        Struct made =
                strategy("apps/v1", "daemonsets").prepareForCreate(Trees.of("{'metadata':{'name':'x'},'spec':{}}"));
        assertThat(made.struct("status"))
                .isEqualTo(
                        Trees.of(
                                "{'currentNumberScheduled':0,'desiredNumberScheduled':0,'numberMisscheduled':0,'numberReady':0}"));
    }

    @Test
    void countsTheChangesOfADaemonSetsTemplate() {
        Strategy strategy = strategy("apps/v1", "daemonsets");
        Struct made = strategy.prepareForCreate(Trees.of("{'metadata':{'name':'x'},'spec':{'template':{'spec':{}}}}"));
        Struct same = strategy.prepareForUpdate(made, made);
        Struct other = strategy.prepareForUpdate(
                Trees.of("{'metadata':{'name':'x'},'spec':{'template':{'spec':{'hostNetwork':true}}}}"), same);
        assertThat(List.of(made, same, other))
                .extracting(set -> DefaultStrategy.metadata(set).annotations())
                .extracting(annotations -> annotations.get("deprecated.daemonset.template.generation"))
                .containsExactly("1", "1", "2");
    }

    @Test
    void labelsAJobAsItsPods() {
        Struct made = strategy("batch/v1", "jobs")
                .prepareForCreate(Trees.of("{'metadata':{'name':'x','uid':'u'},'spec':{'template':{'spec':{}}}}"));
        assertThat(DefaultStrategy.metadata(made).labels())
                .containsEntry("batch.kubernetes.io/job-name", "x")
                .containsEntry("controller-uid", "u");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "storage.k8s.io/v1|csidrivers|{'spec':{}}|{'spec':{'attachRequired':true,'podInfoOnMount':false,"
                        + "'storageCapacity':false,'fsGroupPolicy':'ReadWriteOnceWithFSType',"
                        + "'volumeLifecycleModes':['Persistent'],'requiresRepublish':false,'seLinuxMount':false,"
                        + "'preventPodSchedulingIfMissing':false}}",
                "admissionregistration.k8s.io/v1|validatingwebhookconfigurations"
                        + "|{'webhooks':[{'name':'a','clientConfig':{'service':{'name':'s'}},'rules':[{}]}]}"
                        + "|{'webhooks':[{'name':'a','clientConfig':{'service':{'name':'s','port':443}},"
                        + "'rules':[{'scope':'*'}],'failurePolicy':'Fail','matchPolicy':'Equivalent',"
                        + "'namespaceSelector':{},'objectSelector':{},'timeoutSeconds':10}]}",
                "networking.k8s.io/v1|networkpolicies|{'spec':{'ingress':[{'ports':[{'port':80}]}]}}"
                        + "|{'spec':{'ingress':[{'ports':[{'port':80,'protocol':'TCP'}]}],'policyTypes':['Ingress']}}",
                "/v1|nodes|{'spec':{'podCIDR':'10.1.0.0/24'}}"
                        + "|{'spec':{'podCIDR':'10.1.0.0/24','podCIDRs':['10.1.0.0/24']}}",
                "flowcontrol.apiserver.k8s.io/v1|flowschemas|{'spec':{}}|{'spec':{'matchingPrecedence':1000}}",
            })
    void fillsInWhatUpstreamFillsIn(String groupVersion, String resource, String given, String filled) {
        assertThat(strategy(groupVersion, resource).applyDefaults(Trees.of(given)))
                .isEqualTo(Trees.of(filled));
    }

    @Test
    void takesAServiceAccountOfTheBindingsOwnNamespace() {
        Struct binding = Trees.of("""
                {'metadata':{'name':'x'},'subjects':[{'kind':'ServiceAccount','name':'a'}],
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'r'}}""");
        assertThat(strategy("rbac.authorization.k8s.io/v1", "rolebindings").validateCreate(binding))
                .isEmpty();
        assertThat(errors(strategy("rbac.authorization.k8s.io/v1", "clusterrolebindings")
                        .validateCreate(binding)))
                .containsExactly("subjects[0].namespace: Required value");
    }

    @Test
    void warnsOfACertificateThatIsNone() {
        assertThat(strategy("/v1", "secrets")
                        .warnings(Trees.of("{'type':'kubernetes.io/tls','data':{'tls.crt':'YQ==','tls.key':'YQ=='}}")))
                .containsExactly("tls: failed to find any PEM data in certificate input");
    }

    @Test
    void writesTheZeroesOfABudget() {
        Struct made = strategy("policy/v1", "poddisruptionbudgets")
                .prepareForCreate(Trees.of("{'metadata':{'name':'x'},'spec':{}}"));
        assertThat(made.struct("status"))
                .isEqualTo(Trees.of("{'currentHealthy':0,'desiredHealthy':0,'disruptionsAllowed':0,'expectedPods':0}"));
    }
}
