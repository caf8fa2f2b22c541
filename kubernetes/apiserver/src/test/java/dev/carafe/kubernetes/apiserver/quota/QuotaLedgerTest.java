package dev.carafe.kubernetes.apiserver.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.ResourceQuota;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class QuotaLedgerTest {
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final Struct ANYTHING = Trees.of("{}");

    private final InMemoryObjects objects = new InMemoryObjects();
    private final QuotaLedger ledger = new QuotaLedger(objects, objects);

    private void quota(String name, String hard, String used, String spec) {
        objects.put(
                "",
                "resourcequotas",
                Trees.of("{'metadata':{'name':'" + name + "','namespace':'n'},'spec':" + spec + ",'status':{'hard':"
                        + hard + ",'used':" + used + "}}"));
    }

    private void quota(String hard, String used) {
        quota("q", hard, used, "{}");
    }

    private String used(String name, String resource) {
        ResourceQuota quota =
                new ResourceQuota(objects.get("", "resourcequotas", "n", name).orElseThrow());
        assertThat(quota.status().used()).containsKey(resource);
        return quota.status().used().getOrDefault(resource, Quantity.ZERO).toString();
    }

    private Optional<String> create(GroupResource resource, Struct object) {
        return ledger.charge("n", new QuotaRequest(resource, "", object, Optional.empty(), false));
    }

    private Optional<String> create(GroupResource resource, String object) {
        return create(resource, Trees.of(object));
    }

    private Optional<String> change(GroupResource resource, String subresource, String old, String object) {
        return ledger.charge(
                "n", new QuotaRequest(resource, subresource, Trees.of(object), Optional.of(Trees.of(old)), false));
    }

    private static String pod(String requests, String limits) {
        return "{'spec':{'containers':[{'name':'main','resources':{'requests':" + requests + ",'limits':" + limits
                + "}}]}}";
    }

    @Test
    void whatIsAboveAQuotaIsRefused() {
        quota("{'count/configmaps':'2'}", "{'count/configmaps':'1'}");
        assertThat(create(CONFIG_MAPS, ANYTHING)).isEmpty();
        assertThat(used("q", "count/configmaps")).isEqualTo("2");
        assertThat(create(CONFIG_MAPS, ANYTHING))
                .contains("exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=2,"
                        + " limited: count/configmaps=2");
        assertThat(used("q", "count/configmaps")).isEqualTo("2");
    }

    @Test
    void objectsOfAnyResourceAreCountedEventsAreNot() {
        quota(
                "{'count/things.example.com':'0','count/events':'0'}",
                "{'count/things.example.com':'0','count/events':'0'}");
        assertThat(create(new GroupResource("example.com", "things"), ANYTHING)).isPresent();
        assertThat(create(new GroupResource("", "events"), ANYTHING)).isEmpty();
        assertThat(create(new GroupResource("", "secrets"), ANYTHING)).isEmpty();
        assertThat(objects.writes()).isZero();
    }

    @Test
    void aQuotaThatNobodyHasCountedYetLetsNothingIn() {
        quota("{'pods':'2','secrets':'1'}", "{'secrets':'0'}");
        assertThat(create(PODS, "{}")).contains("status unknown for quota: q, resources: pods");
        objects.put(
                "",
                "resourcequotas",
                Trees.of("{'metadata':{'name':'q','namespace':'n'},'spec':{'hard':{'pods':'0'}}}"));
        assertThat(create(PODS, "{}")).isEmpty();
    }

    @Test
    void podsCountWhatTheyAskForAndMayUse() {
        quota(
                "{'requests.cpu':'1','memory':'1Gi','limits.cpu':'2','pods':'5','requests.example.com/gpu':'1'}",
                "{'requests.cpu':'0','memory':'0','limits.cpu':'0','pods':'0','requests.example.com/gpu':'0'}");
        String fitting =
                pod("{'cpu':'600m','memory':'256Mi','example.com/gpu':'1'}", "{'cpu':'1','example.com/gpu':'1'}");
        assertThat(create(PODS, fitting)).isEmpty();
        assertThat(used("q", "requests.cpu")).isEqualTo("600m");
        assertThat(used("q", "memory")).isEqualTo("256Mi");
        assertThat(used("q", "pods")).isEqualTo("1");
        assertThat(create(PODS, fitting))
                .contains("exceeded quota: q, requested: requests.cpu=600m,requests.example.com/gpu=1,"
                        + " used: requests.cpu=600m,requests.example.com/gpu=1,"
                        + " limited: requests.cpu=1,requests.example.com/gpu=1");
        assertThat(create(PODS, "{'spec':{'containers':[{'name':'b'},{'name':'a'}]}}"))
                .contains("failed quota: q: must specify limits.cpu for: a,b; memory for: a,b; requests.cpu for: a,b");
    }

    @Test
    void endedPodsCountAsObjectsAlone() {
        quota("{'pods':'1','count/pods':'5'}", "{'pods':'1','count/pods':'1'}");
        assertThat(create(PODS, "{'status':{'phase':'Succeeded'}}")).isEmpty();
        assertThat(used("q", "count/pods")).isEqualTo("2");
        assertThat(used("q", "pods")).isEqualTo("1");
    }

    @Test
    void aResizeIsChargedByWhatIsMore() {
        quota("{'requests.cpu':'1'}", "{'requests.cpu':'600m'}");
        assertThat(change(PODS, "resize", pod("{'cpu':'600m'}", "{}"), pod("{'cpu':'900m'}", "{}")))
                .isEmpty();
        assertThat(used("q", "requests.cpu")).isEqualTo("900m");
        assertThat(change(PODS, "resize", pod("{'cpu':'900m'}", "{}"), pod("{'cpu':'500m'}", "{}")))
                .isEmpty();
        assertThat(used("q", "requests.cpu")).isEqualTo("900m");
        assertThat(change(PODS, "resize", pod("{'cpu':'900m'}", "{}"), pod("{'cpu':'1100m'}", "{}")))
                .contains(
                        "exceeded quota: q, requested: requests.cpu=200m, used: requests.cpu=900m, limited: requests.cpu=1");
    }

    @Test
    void aQuotaCountsWhatIsOfItsScopes() {
        quota("ends", "{'pods':'0'}", "{'pods':'0'}", "{'scopes':['Terminating']}");
        quota(
                "important",
                "{'pods':'0'}",
                "{'pods':'0'}",
                "{'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]}}");
        assertThat(create(PODS, "{'spec':{}}")).isEmpty();
        assertThat(create(PODS, "{'spec':{'priorityClassName':'low'}}")).isEmpty();
        assertThat(create(PODS, "{'spec':{'priorityClassName':'high'}}").orElseThrow())
                .startsWith("exceeded quota: important,");
        assertThat(create(PODS, "{'spec':{'activeDeadlineSeconds':5}}").orElseThrow())
                .startsWith("exceeded quota: ends,");
        assertThat(change(PODS, "", "{'spec':{}}", "{'spec':{'activeDeadlineSeconds':5}}"))
                .isPresent();
    }

    @Test
    void aPodThatAsksForNothingIsOfTheScopeBestEffort() {
        quota("best", "{'pods':'0'}", "{'pods':'0'}", "{'scopes':['BestEffort']}");
        assertThat(create(PODS, pod("{}", "{}"))).isPresent();
        assertThat(create(PODS, pod("{'cpu':'1m'}", "{}"))).isEmpty();
    }

    @Test
    void servicesCountTheirNodePortsAndBalancers() {
        quota(
                "{'services.nodeports':'2','services.loadbalancers':'0'}",
                "{'services.nodeports':'0','services.loadbalancers':'0'}");
        assertThat(create(SERVICES, "{'spec':{'type':'NodePort','ports':[{},{}]}}"))
                .isEmpty();
        assertThat(used("q", "services.nodeports")).isEqualTo("2");
        assertThat(change(
                        SERVICES,
                        "",
                        "{'spec':{'type':'ClusterIP','ports':[{}]}}",
                        "{'spec':{'type':'NodePort','ports':[{}]}}"))
                .contains("exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=2,"
                        + " limited: services.nodeports=2");
        assertThat(create(
                        SERVICES,
                        "{'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{}]}}"))
                .contains("exceeded quota: q, requested: services.loadbalancers=1, used: services.loadbalancers=0,"
                        + " limited: services.loadbalancers=0");
    }

    @Test
    void claimsCountTheirBytesByClass() {
        quota(
                "{'gold.storageclass.storage.k8s.io/requests.storage':'10Gi','persistentvolumeclaims':'5'}",
                "{'gold.storageclass.storage.k8s.io/requests.storage':'0','persistentvolumeclaims':'0'}");
        String claim = "{'spec':{'storageClassName':'%s','resources':{'requests':{'storage':'6Gi'}}}}";
        assertThat(create(CLAIMS, claim.formatted("gold"))).isEmpty();
        assertThat(create(CLAIMS, claim.formatted("gold")))
                .contains("exceeded quota: q, requested: gold.storageclass.storage.k8s.io/requests.storage=6Gi,"
                        + " used: gold.storageclass.storage.k8s.io/requests.storage=6Gi,"
                        + " limited: gold.storageclass.storage.k8s.io/requests.storage=10Gi");
        assertThat(create(CLAIMS, claim.formatted("silver"))).isEmpty();
        assertThat(used("q", "persistentvolumeclaims")).isEqualTo("2");
    }

    @Test
    void claimsCountTheDevicesThatTheyCanGet() {
        quota("{'gpu.deviceclass.resource.k8s.io/devices':'40'}", "{'gpu.deviceclass.resource.k8s.io/devices':'0'}");
        GroupResource claims = new GroupResource("resource.k8s.io", "resourceclaims");
        assertThat(create(
                        claims,
                        "{'spec':{'devices':{'requests':[{'exactly':{'deviceClassName':'gpu','allocationMode':'All'}},"
                                + "{'firstAvailable':[{'deviceClassName':'gpu','allocationMode':'ExactCount','count':2},"
                                + "{'deviceClassName':'gpu','allocationMode':'ExactCount','count':3}]}]}}}"))
                .isEmpty();
        assertThat(used("q", "gpu.deviceclass.resource.k8s.io/devices")).isEqualTo("35");
    }

    @Test
    void noQuotaIsChargedForWhatAnotherRefuses() {
        quota("a", "{'count/configmaps':'5'}", "{'count/configmaps':'0'}", "{}");
        quota("b", "{'count/configmaps':'0'}", "{'count/configmaps':'0'}", "{}");
        assertThat(create(CONFIG_MAPS, ANYTHING).orElseThrow()).startsWith("exceeded quota: b,");
        assertThat(used("a", "count/configmaps")).isEqualTo("0");
    }

    @Test
    void aDryRunIsJudgedAndNotCharged() {
        quota("{'count/configmaps':'1'}", "{'count/configmaps':'0'}");
        assertThat(ledger.charge("n", new QuotaRequest(CONFIG_MAPS, "", ANYTHING, Optional.empty(), true)))
                .isEmpty();
        assertThat(used("q", "count/configmaps")).isEqualTo("0");
        quota("{'count/configmaps':'1'}", "{'count/configmaps':'1'}");
        assertThat(ledger.charge("n", new QuotaRequest(CONFIG_MAPS, "", ANYTHING, Optional.empty(), true)))
                .isPresent();
    }

    @Test
    void ofManyAtOnceAsManyAreLetInAsFit() throws Exception {
        quota("{'count/configmaps':'40'}", "{'count/configmaps':'0'}");
        List<Future<Optional<String>>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> create(CONFIG_MAPS, ANYTHING)));
            }
        }
        int fitting = 0;
        for (Future<Optional<String>> answer : answers) {
            fitting += answer.get().isEmpty() ? 1 : 0;
        }
        assertThat(fitting).isEqualTo(40);
        assertThat(used("q", "count/configmaps")).isEqualTo("40");
    }
}
