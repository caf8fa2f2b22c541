package dev.carafe.kubernetes.apiserver.serializer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects at rest: the form of upstream's, and the same object for whoever reads it. */
@Timeout(120)
final class StorageFormTest {
    /** What is to be stored, by the path of its collection. */
    private static final Map<String, List<String>> OBJECTS = Map.ofEntries(
            Map.entry(
                    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                    List.of("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':"
                            + "{'name':'things.example.com'},'spec':{'group':'example.com','scope':'Namespaced','names':"
                            + "{'plural':'things','singular':'thing','kind':'Thing'},'versions':[{'name':'v1','served':true,"
                            + "'storage':true,'schema':{'openAPIV3Schema':{'type':'object',"
                            + "'x-kubernetes-preserve-unknown-fields':true}}}]}}")),
            Map.entry(
                    "/api/v1/namespaces/default/configmaps",
                    List.of(
                            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'empty'}}",
                            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'full','labels':{},'annotations':"
                                    + "{'a':''}},'data':{'k':''},'binaryData':{'b':'AAEC'},'immutable':false}")),
            Map.entry(
                    "/api/v1/namespaces/default/services",
                    List.of(
                            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'np'},'spec':{'type':'NodePort',"
                                    + "'ports':[{'name':'a','port':80,'targetPort':'http'},{'name':'b','port':81}]}}",
                            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'headless'},'spec':"
                                    + "{'clusterIP':'None','selector':{}}}")),
            Map.entry(
                    "/api/v1/namespaces/default/pods",
                    List.of(
                            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','generateName':'x-'},'spec':"
                                    + "{'containers':[{'name':'c','image':'i','command':[],'env':[{'name':'E','value':''}],"
                                    + "'resources':{'limits':{'cpu':'1500m','memory':'1Gi'},'requests':{'cpu':0}},'livenessProbe':"
                                    + "{'httpGet':{'port':8080,'path':''},'initialDelaySeconds':0},'securityContext':{'privileged':"
                                    + "false}}],'volumes':[{'name':'e','emptyDir':{}},{'name':'s','projected':{'sources':"
                                    + "[{'serviceAccountToken':{'path':'t'}}]}}],'affinity':{},'securityContext':{},"
                                    + "'tolerations':[{'key':'k','operator':'Exists','tolerationSeconds':0,'effect':'NoExecute'}]}}")),
            Map.entry(
                    "/apis/apps/v1/namespaces/default/deployments",
                    List.of("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'replicas':0,"
                            + "'paused':false,'selector':{'matchLabels':{'a':'b'}},'strategy':{'rollingUpdate':"
                            + "{'maxSurge':0,'maxUnavailable':'50%'}},'template':{'metadata':{'labels':{'a':'b'}},"
                            + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}")),
            Map.entry(
                    "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
                    List.of(
                            "{'apiVersion':'networking.k8s.io/v1','kind':'NetworkPolicy','metadata':{'name':'n'},'spec':"
                                    + "{'podSelector':{},'ingress':[{}],'egress':[]}}")),
            Map.entry(
                    "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
                    List.of("{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'Role','metadata':{'name':'none'},"
                            + "'rules':[]}")),
            Map.entry(
                    "/apis/coordination.k8s.io/v1/namespaces/default/leases",
                    List.of("{'apiVersion':'coordination.k8s.io/v1','kind':'Lease','metadata':{'name':'l'},'spec':"
                            + "{'holderIdentity':'','renewTime':'2026-01-02T03:04:05.000006Z','leaseTransitions':0}}")),
            Map.entry(
                    "/apis/events.k8s.io/v1/namespaces/default/events",
                    List.of(
                            "{'apiVersion':'events.k8s.io/v1','kind':'Event','metadata':{'name':'e'},'eventTime':"
                                    + "'2026-01-02T03:04:05.000006Z','reportingController':'a/b','reportingInstance':'c','action':"
                                    + "'A','reason':'R','type':'Normal','regarding':{'kind':'Pod','name':'p','namespace':'default'}}")),
            Map.entry(
                    "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers",
                    List.of("{'apiVersion':'autoscaling/v1','kind':'HorizontalPodAutoscaler','metadata':{'name':'h'},"
                            + "'spec':{'maxReplicas':3,'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'d'},"
                            + "'targetCPUUtilizationPercentage':80}}")),
            Map.entry(
                    "/apis/batch/v1/namespaces/default/cronjobs",
                    List.of("{'apiVersion':'batch/v1','kind':'CronJob','metadata':{'name':'c'},'spec':{'schedule':"
                            + "'* * * * *','jobTemplate':{'spec':{'backoffLimit':0,'template':{'spec':{'restartPolicy':"
                            + "'Never','containers':[{'name':'c','image':'i'}]}}}}}}")));

    @TempDir
    static Path directory;

    private static TestServer first;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        first = new TestServer(directory);
        admin = new HttpsClient(first, "admin");
        first.awaitReady();
        admin.send(
                "POST",
                "/api/v1/namespaces/default/serviceaccounts",
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, List<String>> collection : OBJECTS.entrySet()) {
            for (String object : collection.getValue()) {
                Answer answer = admin.send("POST", collection.getKey(), object.replace('\'', '"'));
                if (answer.code() != 201) {
                    refused.add(answer.body().toString());
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    @AfterAll
    static void stop() {
        admin.close();
        first.close();
    }

    /** All that is stored, by key. */
    private static Map<String, byte[]> stored() {
        Map<String, byte[]> found = new TreeMap<>();
        for (KeyValue kv : first.store()
                .range(RangeRequest.prefix(Bytes.utf8("/registry/")))
                .kvs()) {
            found.put(kv.key().toUtf8(), kv.value().toByteArray());
        }
        return found;
    }

    @Test
    void builtInKindsLieInProtobufAndThoseOfTwoGroupsInJson() {
        Map<String, byte[]> found = stored();
        assertThat(found).containsKeys("/registry/pods/default/p", "/registry/services/specs/default/np");
        found.forEach((key, value) -> {
            boolean json = key.startsWith("/registry/apiextensions.k8s.io/")
                    || key.startsWith("/registry/apiregistration.k8s.io/");
            assertThat(value).as(key).startsWith(json ? new byte[] {'{'} : new byte[] {'k', '8', 's', 0});
        });
    }

    @Test
    void anotherServerReadsTheSameObjects() throws Exception {
        try (TestServer second = first.another();
                HttpsClient other = new HttpsClient(second, "admin")) {
            second.awaitReady();
            List<String> paths = new ArrayList<>(OBJECTS.keySet());
            paths.addAll(List.of(
                    "/api/v1/namespaces",
                    "/api/v1/endpoints",
                    "/api/v1/configmaps",
                    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                    "/apis/rbac.authorization.k8s.io/v1/roles",
                    "/apis/rbac.authorization.k8s.io/v1/rolebindings",
                    "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
                    "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
                    "/apis/scheduling.k8s.io/v1/priorityclasses",
                    "/apis/networking.k8s.io/v1/servicecidrs",
                    "/apis/discovery.k8s.io/v1/endpointslices",
                    "/apis/apiregistration.k8s.io/v1/apiservices"));
            for (String path : paths) {
                Object wrote = admin.send("GET", path, "").body().get("items");
                Object reads = other.send("GET", path, "").body().get("items");
                assertThat(wrote).as(path).isNotNull().isNotEqualTo(List.of());
                assertThat(Json.toString(reads == null ? List.of() : reads))
                        .as(path)
                        .isEqualTo(Json.toString(wrote == null ? List.of() : wrote));
            }
        }
    }

    @Test
    void aListThatUpstreamShowsAsNullIsShownSoThoughProtobufDoesNotHoldIt() throws Exception {
        Answer answer = admin.send("GET", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/h", "");
        assertThat(Json.toString(answer.body())).contains("\"currentMetrics\":null");
    }

    @Test
    void aDefinitionThatUpstreamKeepsIsReadInTheVersionThatIsServed() throws Exception {
        String old =
                "{'kind':'CustomResourceDefinition','apiVersion':'apiextensions.k8s.io/v1beta1','metadata':{'name':'a.b'},"
                        + "'spec':{'group':'b','version':'v1','names':{'plural':'a'},'scope':'Cluster','validation':"
                        + "{'openAPIV3Schema':{'type':'object'}},'subresources':{'status':{}},'additionalPrinterColumns':[{'name':'N',"
                        + "'type':'string','JSONPath':'.spec.n'}],'versions':[{'name':'v1','served':true,'storage':true},"
                        + "{'name':'v2','served':false,'storage':false}],'conversion':{'strategy':'Webhook',"
                        + "'webhookClientConfig':{'url':'https://c'},'conversionReviewVersions':['v1']},'preserveUnknownFields':false}}";
        String column = "{'name':'N','type':'string','jsonPath':'.spec.n'}";
        String common = "'schema':{'openAPIV3Schema':{'type':'object'}},'subresources':{'status':{}},"
                + "'additionalPrinterColumns':[" + column + "]";
        String served =
                "{'kind':'CustomResourceDefinition','apiVersion':'apiextensions.k8s.io/v1','metadata':{'name':'a.b'},"
                        + "'spec':{'group':'b','names':{'plural':'a'},'scope':'Cluster','versions':[{'name':'v1','served':true,"
                        + "'storage':true," + common + "},{'name':'v2','served':false,'storage':false," + common + "}],"
                        + "'conversion':{'strategy':'Webhook','webhook':{'clientConfig':{'url':'https://c'},"
                        + "'conversionReviewVersions':['v1']}}}}";
        assertThat(OldDefinitions.convert(tree(old))).isEqualTo(tree(served));
    }

    private static Struct tree(String json) throws Exception {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
