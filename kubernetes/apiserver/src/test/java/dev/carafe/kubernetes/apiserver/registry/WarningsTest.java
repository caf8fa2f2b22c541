package dev.carafe.kubernetes.apiserver.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarningsTest {
    private static Struct tree(String json) throws MalformedJsonException {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static List<String> service(String spec) throws MalformedJsonException {
        return ServiceWarnings.of(new Service(tree("{'spec':" + spec + "}")));
    }

    @Test
    void fieldsThatAHeadlessServiceDoesNotUse() throws MalformedJsonException {
        assertThat(service("{'type':'ClusterIP','clusterIP':'None','sessionAffinity':'ClientIP',"
                        + "'loadBalancerIP':'192.0.2.1','externalIPs':['192.0.2.2']}"))
                .containsExactly(
                        "spec.loadBalancerIP is ignored for headless services",
                        "spec.externalIPs is ignored for headless services",
                        "spec.SessionAffinity is ignored for headless services");
        assertThat(service("{'type':'ClusterIP','clusterIP':'None','sessionAffinity':'None'}"))
                .isEmpty();
    }

    @Test
    void fieldsThatGoWithOtherTypesOfServices() throws MalformedJsonException {
        assertThat(service(
                        "{'type':'ClusterIP','clusterIP':'10.0.0.1','externalName':'a.b','externalIPs':['192.0.2.2'],"
                                + "'trafficDistribution':'PreferClose'}"))
                .containsExactly(
                        "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
                        "spec.externalName is ignored when spec.type is not \"ExternalName\"",
                        "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        assertThat(service("{'type':'ExternalName','externalName':'a.b','externalIPs':['192.0.2.2']}"))
                .containsExactly("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        assertThat(
                        ServiceWarnings.of(
                                new Service(
                                        tree(
                                                "{'metadata':{'annotations':{'service.kubernetes.io/topology-aware-hints':'Auto'}},'spec':{}}"))))
                .containsExactly("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
                        + " service.kubernetes.io/topology-mode instead");
    }

    @Test
    void volumesThatNothingMountsAnyMore() throws MalformedJsonException {
        assertThat(StorageWarnings.volume(new PersistentVolume(
                        tree("{'metadata':{'annotations':{'volume.beta.kubernetes.io/storage-class':'x',"
                                + "'volume.beta.kubernetes.io/mount-options':'y'}},"
                                + "'spec':{'persistentVolumeReclaimPolicy':'Recycle','storageos':{},'nodeAffinity':"
                                + "{'required':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'a'},"
                                + "{'key':'beta.kubernetes.io/os'}]}]}}}}"))))
                .containsExactly(
                        "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use"
                                + " \"storageClassName\" attribute instead",
                        "metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use"
                                + " \"mountOptions\" attribute instead",
                        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the"
                                + " recommended approach is to use dynamic provisioning.",
                        "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[1].key:"
                                + " beta.kubernetes.io/os is deprecated since v1.14; use \"kubernetes.io/os\" instead",
                        "spec.storageOS: deprecated in v1.22, non-functional in v1.25+");
        assertThat(StorageWarnings.volume(new PersistentVolume(tree("{'spec':{'csi':{}}}"))))
                .isEmpty();
    }

    @Test
    void claimsOfPartsOfAByte() throws MalformedJsonException {
        assertThat(StorageWarnings.claim(new PersistentVolumeClaim(
                        tree("{'spec':{'resources':{'requests':{'storage':'1500m'},'limits':{'storage':'2'}}}}"))))
                .containsExactly("spec.resources.requests[storage]: fractional byte value \"1500m\" is invalid, must be"
                        + " an integer");
    }

    @Test
    void classesOfDeprecatedLabels() throws MalformedJsonException {
        assertThat(StorageWarnings.storageClass(new StorageClass(tree("{'allowedTopologies':[{'matchLabelExpressions':"
                        + "[{'key':'failure-domain.beta.kubernetes.io/zone'}]}]}"))))
                .containsExactly("allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use"
                        + " \"topology.kubernetes.io/zone\" instead");
    }
}
