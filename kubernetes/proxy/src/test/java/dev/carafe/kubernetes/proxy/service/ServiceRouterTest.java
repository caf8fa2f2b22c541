package dev.carafe.kubernetes.proxy.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceRouterTest {
    private final ServiceRouter router = new ServiceRouter(() -> new Place("here", "east"));

    @Test
    void readyEndpointsAreChosenBySlicePortName() {
        ServicePortRouting routing = one("""
                {'clusterIP':'10.96.0.5','ports':[{'name':'web','port':80,'protocol':'TCP','nodePort':30080}]}\
                """, """
                {'addressType':'IPv4','ports':[{'name':'web','port':8080},{'name':'other','port':9}],'endpoints':[
                 {'addresses':['10.1.0.2'],'conditions':{'ready':true},'nodeName':'there'},
                 {'addresses':['10.1.0.1'],'conditions':{},'nodeName':'here'},
                 {'addresses':['10.1.0.3'],'conditions':{'ready':false}}]}\
                """);
        assertThat(routing.internal()).containsExactly(new Endpoint("10.1.0.1", 8080), new Endpoint("10.1.0.2", 8080));
        assertThat(routing.nodePort()).isEqualTo(30080);
        assertThat(routing.clusterIps()).containsExactly("10.96.0.5");
    }

    @Test
    void terminatingEndpointsServeOnlyWhenNoneIsReady() {
        String terminating =
                "{'addresses':['10.1.0.9'],'conditions':{'ready':false,'serving':true,'terminating':true}}";
        String spec = "{'clusterIP':'10.96.0.5','ports':[{'port':80}]}";
        assertThat(one(spec, "{'addressType':'IPv4','ports':[{'port':80}],'endpoints':[" + terminating + "]}")
                        .internal())
                .containsExactly(new Endpoint("10.1.0.9", 80));
        assertThat(one(
                                spec,
                                "{'addressType':'IPv4','ports':[{'port':80}],'endpoints':[" + terminating
                                        + ",{'addresses':['10.1.0.8']}]}")
                        .internal())
                .containsExactly(new Endpoint("10.1.0.8", 80));
    }

    @Test
    void localPolicyKeepsExternalTrafficOnTheNode() {
        ServicePortRouting routing = one("""
                {'clusterIP':'10.96.0.5','externalTrafficPolicy':'Local','ports':[{'port':80,'nodePort':30001}]}\
                """, """
                {'addressType':'IPv4','ports':[{'port':80}],'endpoints':[{'addresses':['10.1.0.2'],'nodeName':'there'}]}\
                """);
        assertThat(routing.internal()).hasSize(1);
        assertThat(routing.external()).isEmpty();
        assertThat(routing.everywhere()).hasSize(1);
        assertThat(routing.externalIsLocal()).isTrue();
    }

    @Test
    void aLoadBalancersAddressesAreGuardedByItsSourceRanges() {
        Service service = new Service(json("""
            {'metadata':{'name':'web','namespace':'default'},
             'spec':{'type':'LoadBalancer','clusterIP':'10.96.0.5','ports':[{'port':80}],'externalIPs':['192.0.2.9'],
                     'loadBalancerSourceRanges':['10.1.0.0/16',' 10.0.0.0/8 ','10.1.2.3/32','2001:db8::/32','172.16.5.4/12']},
             'status':{'loadBalancer':{'ingress':[{'ip':'203.0.113.1'},{'ip':'203.0.113.2','ipMode':'Proxy'},
                     {'hostname':'lb.example.org'},{'ip':'192.0.2.9'}]}}}\
            """));
        ServicePortRouting routing =
                router.route(service, List.of(), Family.IPV4).getFirst();
        assertThat(routing.externalIps()).containsExactly("192.0.2.9");
        assertThat(routing.loadBalancers().addresses()).containsExactly("203.0.113.1");
        assertThat(routing.loadBalancers().sourceRanges())
                .as("none within another")
                .containsExactly("10.0.0.0/8", "172.16.0.0/12");
        assertThat(SourceRanges.of(Family.IPV6, List.of("10.0.0.0/8")))
                .as("given, but for nobody of the family")
                .containsExactly("::/128");
    }

    @Test
    void localEndpointsAreCountedForLoadBalancersThatAsk() {
        Service service = new Service(json("""
                {'metadata':{'name':'web','namespace':'default'},'spec':{'type':'LoadBalancer','clusterIP':'10.96.0.5',
                 'externalTrafficPolicy':'Local','healthCheckNodePort':30999,'ports':[{'name':'a','port':80},{'name':'b','port':81}]}}"""));
        EndpointSlice slice = new EndpointSlice(json("""
                {'addressType':'IPv4','ports':[{'name':'a','port':80},{'name':'b','port':81}],'endpoints':[
                 {'addresses':['10.1.0.2'],'nodeName':'there'},{'addresses':['10.1.0.3'],'nodeName':'here'}]}"""));
        assertThat(ServiceRouter.isAskedForHealth(service)).isTrue();
        assertThat(router.localEndpoints(service, List.of(slice))).isEqualTo(1);
    }

    @Test
    void internalPolicyKeepsTrafficToTheClusterIpOnTheNode() {
        ServicePortRouting routing = one("""
                {'clusterIP':'10.96.0.5','internalTrafficPolicy':'Local','ports':[{'port':80}]}\
                """, """
                {'addressType':'IPv4','ports':[{'port':80}],'endpoints':[
                 {'addresses':['10.1.0.2'],'nodeName':'there'},{'addresses':['10.1.0.3'],'nodeName':'here'}]}\
                """);
        assertThat(routing.internal()).containsExactly(new Endpoint("10.1.0.3", 80));
        assertThat(routing.everywhere()).hasSize(2);
    }

    @Test
    void hintsKeepTrafficInItsZoneOnlyWhereEveryEndpointHasThem() {
        String spec = "{'clusterIP':'10.96.0.5','ports':[{'port':80}]}";
        String east = "{'addresses':['10.1.0.1'],'hints':{'forZones':[{'name':'east'}]}}";
        String west = "{'addresses':['10.1.0.2'],'hints':{'forZones':[{'name':'west'}]}}";
        String none = "{'addresses':['10.1.0.3']}";
        String onNode =
                "{'addresses':['10.1.0.4'],'hints':{'forZones':[{'name':'east'}],'forNodes':[{'name':'here'}]}}";
        assertThat(addresses(spec, east, west)).containsExactly("10.1.0.1");
        assertThat(addresses(spec, east, west, none)).hasSize(3);
        assertThat(addresses(spec, west)).as("none for this zone").containsExactly("10.1.0.2");
        assertThat(addresses(
                        spec, onNode, onNode.replace("10.1.0.4", "10.1.0.5").replace("here", "there")))
                .containsExactly("10.1.0.4");
    }

    private List<String> addresses(String spec, String... endpoints) {
        return one(
                        spec,
                        "{'addressType':'IPv4','ports':[{'port':80}],'endpoints':[" + String.join(",", endpoints)
                                + "]}")
                .internal()
                .stream()
                .map(Endpoint::address)
                .toList();
    }

    @Test
    void headlessAndExternalNameServicesAreNotRouted() {
        assertThat(route("{'clusterIP':'None','ports':[{'port':80}]}", "{}")).isEmpty();
        assertThat(route("{'type':'ExternalName','externalName':'x.example'}", "{}"))
                .isEmpty();
    }

    @Test
    void clientAffinityHasUpstreamsDefaultTimeout() {
        String slice = "{'addressType':'IPv4'}";
        assertThat(one("{'clusterIP':'10.96.0.5','sessionAffinity':'ClientIP','ports':[{'port':80}]}", slice)
                        .affinitySeconds())
                .isEqualTo(10_800);
    }

    private ServicePortRouting one(String spec, String slice) {
        return route(spec, slice).getFirst();
    }

    private List<ServicePortRouting> route(String spec, String slice) {
        Service service = new Service(
                Struct.of("metadata", Struct.of("name", "web", "namespace", "default"), "spec", json(spec)));
        return router.route(service, List.of(new EndpointSlice(json(slice))), Family.IPV4);
    }

    private static Struct json(String text) {
        try {
            return Json.decodeStruct(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }
}
