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
    private final ServiceRouter router = new ServiceRouter("here");

    @Test
    void readyEndpointsAreChosenBySlicePortName() {
        ServicePortRouting routing = one("""
                {'clusterIP':'10.96.0.5','ports':[{'name':'web','port':80,'protocol':'TCP','nodePort':30080}]}""", """
                {'addressType':'IPv4','ports':[{'name':'web','port':8080},{'name':'other','port':9}],'endpoints':[
                 {'addresses':['10.1.0.2'],'conditions':{'ready':true},'nodeName':'there'},
                 {'addresses':['10.1.0.1'],'conditions':{},'nodeName':'here'},
                 {'addresses':['10.1.0.3'],'conditions':{'ready':false}}]}""");
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
                {'clusterIP':'10.96.0.5','externalTrafficPolicy':'Local','ports':[{'port':80,'nodePort':30001}]}""", """
                {'addressType':'IPv4','ports':[{'port':80}],'endpoints':[{'addresses':['10.1.0.2'],'nodeName':'there'}]}""");
        assertThat(routing.internal()).hasSize(1);
        assertThat(routing.external()).isEmpty();
        assertThat(routing.hasEndpointsElsewhere()).isTrue();
        assertThat(routing.externalIsLocal()).isTrue();
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
