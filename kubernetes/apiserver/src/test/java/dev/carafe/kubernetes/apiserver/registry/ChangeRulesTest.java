package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind's strategy says of changes; the wording is upstream's. */
class ChangeRulesTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();

    private static Strategy strategy(String groupVersion, String resource) {
        return Strategies.of(BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(resource))
                .findFirst()
                .orElseThrow());
    }

    /** What is wrong with making {@code after} of what was created as {@code before}. */
    private static List<String> errors(String groupVersion, String resource, String before, String after) {
        Strategy strategy = strategy(groupVersion, resource);
        Struct old = strategy.prepareForCreate(strategy.applyDefaults(Trees.of(before)));
        assertThat(strategy.validateCreate(old)).isEmpty();
        Struct object = strategy.prepareForUpdate(strategy.applyDefaults(Trees.of(after)), old);
        return strategy.validateUpdate(object, old).stream()
                .map(FieldError::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "apps/v1|controllerrevisions|{'revision':1,'data':{'a':1}}|{'revision':1,'data':{'a':2}}"
                        + "|data: Invalid value: {\"a\":2}: field is immutable",
                "networking.k8s.io/v1|ingressclasses|{'spec':{'controller':'a.b/c'}}|{'spec':{'controller':'a.b/d'}}"
                        + "|spec.controller: Invalid value: \"a.b/d\": field is immutable",
                "networking.k8s.io/v1|ipaddresses|{'spec':{'parentRef':{'resource':'services','name':'a'}}}"
                        + "|{'spec':{'parentRef':{'resource':'services','name':'b'}}}"
                        + "|spec.parentRef: Invalid value: null: field is immutable",
                "node.k8s.io/v1|runtimeclasses|{'handler':'a'}|{'handler':'b'}"
                        + "|handler: Invalid value: null: field is immutable",
                "resource.k8s.io/v1|resourceclaims"
                        + "|{'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'c'}}]}}}"
                        + "|{'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'d'}}]}}}"
                        + "|spec: Invalid value: null: field is immutable",
                "storage.k8s.io/v1|csidrivers|{'spec':{}}|{'spec':{'attachRequired':false}}"
                        + "|spec.attachedRequired: Invalid value: false: field is immutable",
                "storage.k8s.io/v1|csidrivers|{'spec':{}}|{'spec':{'volumeLifecycleModes':['Ephemeral']}}"
                        + "|spec.volumeLifecycleModes: Invalid value: [\"Ephemeral\"]: field is immutable",
                "storage.k8s.io/v1|csistoragecapacities|{'storageClassName':'a'}|{'storageClassName':'b'}"
                        + "|storageClassName: Invalid value: \"b\": field is immutable",
                "storage.k8s.io/v1|csistoragecapacities|{'storageClassName':'a','nodeTopology':{'matchLabels':{'a':'b'}}}"
                        + "|{'storageClassName':'a'}|nodeTopology: Invalid value: null: field is immutable",
                "storage.k8s.io/v1|storageclasses|{'provisioner':'a/b'}|{'provisioner':'a/b','parameters':{'a':'c'}}"
                        + "|parameters: Invalid value: null: field is immutable",
                "storage.k8s.io/v1|storageclasses|{'provisioner':'a/b'}|{'provisioner':'a/c'}"
                        + "|provisioner: Invalid value: null: field is immutable",
                "storage.k8s.io/v1|volumeattributesclasses|{'driverName':'a','parameters':{'a':'b'}}"
                        + "|{'driverName':'b','parameters':{'a':'b'}}"
                        + "|driverName: Forbidden: updates to driverName are forbidden.",
                "/v1|resourcequotas|{'spec':{'hard':{'pods':'1'},'scopes':['BestEffort']}}|{'spec':{'hard':{'pods':'1'}}}"
                        + "|spec.scopes: Invalid value: null: field is immutable",
                "storage.k8s.io/v1|csinodes|{'spec':{'drivers':[{'name':'d','nodeID':'n'}]}}"
                        + "|{'spec':{'drivers':[{'name':'d','nodeID':'m'}]}}"
                        + "|spec.drivers: Invalid value: {\"name\":\"d\",\"nodeID\":\"m\"}: field is immutable",
            })
    void whatAnObjectIsForNeverChanges(
            String groupVersion, String resource, String before, String after, String error) {
        assertThat(errors(groupVersion, resource, named(before), named(after))).containsExactly(error);
        assertThat(errors(groupVersion, resource, named(before), named(before))).isEmpty();
    }

    private static String named(String object) {
        return object.contains("parentRef")
                ? "{'metadata':{'name':'192.168.1.5'}," + object.substring(1)
                : "{'metadata':{'name':'x'}," + object.substring(1);
    }

    @Test
    void aSliceKeepsItsDriverPoolAndNode() {
        String before = "{'metadata':{'name':'x'},'spec':{'driver':'d','nodeName':'n',"
                + "'pool':{'name':'p','generation':1,'resourceSliceCount':1}}}";
        assertThat(errors(
                        "resource.k8s.io/v1",
                        "resourceslices",
                        before,
                        "{'metadata':{'name':'x'},'spec':{'driver':'e','allNodes':true,"
                                + "'pool':{'name':'q','generation':2,'resourceSliceCount':1}}}"))
                .containsExactly(
                        "spec.pool.name: Invalid value: \"q\": field is immutable",
                        "spec.driver: Invalid value: \"e\": field is immutable",
                        "spec.nodeName: Invalid value: null: field is immutable");
        assertThat(errors(
                        "resource.k8s.io/v1",
                        "resourceslices",
                        before,
                        before.replace("'generation':1", "'generation':2")))
                .isEmpty();
    }

    @Test
    void howManyVolumesADriverTakesMayChange() {
        assertThat(
                        errors(
                                "storage.k8s.io/v1",
                                "csinodes",
                                "{'metadata':{'name':'x'},'spec':{'drivers':[{'name':'d','nodeID':'n'}]}}",
                                "{'metadata':{'name':'x'},'spec':{'drivers':[{'name':'d','nodeID':'n','allocatable':{'count':3}}]}}"))
                .isEmpty();
    }

    private static final String VOLUME =
            "{'metadata':{'name':'x'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],"
                    + "'csi':{'driver':'d','volumeHandle':'h'},'nodeAffinity':{'required':{'nodeSelectorTerms':"
                    + "[{'matchExpressions':[{'key':'beta.kubernetes.io/os','operator':'In','values':['b']}]}]}}}}";

    @Test
    void aVolumeStaysWhereItsDataIs() {
        assertThat(errors("/v1", "persistentvolumes", VOLUME, VOLUME.replace("'h'", "'g'")))
                .containsExactly(
                        "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after"
                                + " creation\n@@ -22,7 +22,7 @@\n  \"StorageOS\": null,\n  \"CSI\": {\n"
                                + "   \"Driver\": \"d\",\n-  \"VolumeHandle\": \"h\",\n+  \"VolumeHandle\": \"g\",\n"
                                + "   \"ReadOnly\": false,\n   \"FSType\": \"\",\n   \"VolumeAttributes\": null,\n");
        assertThat(errors("/v1", "persistentvolumes", VOLUME, VOLUME.replace("'csi'", "'volumeMode':'Block','csi'")))
                .containsExactly("volumeMode: Invalid value: \"Block\": field is immutable");
        assertThat(errors("/v1", "persistentvolumes", VOLUME, VOLUME.replace("['b']", "['c']")))
                .singleElement()
                .asString()
                .startsWith("nodeAffinity: Invalid value: {")
                .endsWith(": field is immutable, except for updating from beta label to GA");
    }

    @Test
    void aVolumeMayGetASecretForExpansionASizeAndTheSuccessorOfALabel() {
        assertThat(errors(
                        "/v1",
                        "persistentvolumes",
                        VOLUME,
                        VOLUME.replace("'h'", "'h','controllerExpandSecretRef':{'name':'a','namespace':'b'}")
                                .replace("1Gi", "2Gi")
                                .replace("beta.kubernetes.io/os", "kubernetes.io/os")))
                .isEmpty();
    }

    private static List<String> claim(String status, String before, String after) {
        Strategy strategy = strategy("/v1", "persistentvolumeclaims");
        String start = "{'metadata':{'name':'x'},'status':" + status
                + ",'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':";
        Struct old = strategy.applyDefaults(Trees.of(start + before + "}}"));
        Struct object = strategy.applyDefaults(Trees.of(start + after + "}}"));
        return strategy.validateUpdate(object, old).stream()
                .map(FieldError::toString)
                .toList();
    }

    @Test
    void onlyABoundClaimGrows() {
        String frozen = "spec: Forbidden: spec is immutable after creation except resources.requests and"
                + " volumeAttributesClassName for bound claims\n";
        assertThat(claim("{'phase':'Pending'}", "'1Gi'}}", "'2Gi'}}"))
                .singleElement()
                .asString()
                .startsWith(frozen)
                .contains("\n-   \"storage\": \"1Gi\"\n+   \"storage\": \"2Gi\"\n");
        assertThat(claim("{'phase':'Pending'}", "'1Gi'}}", "'1Gi'}},'volumeAttributesClassName':'v'"))
                .singleElement()
                .asString()
                .startsWith(frozen)
                .endsWith("\n- \"VolumeAttributesClassName\": null\n+ \"VolumeAttributesClassName\": \"v\"\n }\n");
        assertThat(claim("{'phase':'Pending'}", "'1Gi'}}", "'1Gi'}},'volumeName':'v','storageClassName':'c'"))
                .isEmpty();
        assertThat(claim("{'phase':'Bound','capacity':{'storage':'1Gi'}}", "'1Gi'}}", "'2Gi'}}"))
                .isEmpty();
        assertThat(claim("{'phase':'Bound','capacity':{'storage':'1Gi'}}", "'3Gi'}}", "'2Gi'}}"))
                .isEmpty();
        assertThat(claim("{'phase':'Bound','capacity':{'storage':'1Gi'}}", "'3Gi'}}", "'1Gi'}}"))
                .containsExactly(
                        "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");
    }

    @Test
    void aClaimKeepsAttributesThatItsVolumeHas() {
        String status = "{'phase':'Bound','currentVolumeAttributesClassName':'v'}";
        String before = "'1Gi'}},'volumeAttributesClassName':'v'";
        assertThat(claim(status, before, "'1Gi'}}"))
                .containsExactly("spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when"
                        + " status.currentVolumeAttributesClassName is not nil");
        assertThat(claim(status, before, before.replace("'v'", "'w'"))).isEmpty();
    }

    private static List<String> service(String before, String after) {
        Strategy strategy = strategy("/v1", "services");
        String start = "{'metadata':{'name':'x'},'spec':{'ports':[{'port':80}],";
        return strategy
                .validateUpdate(
                        strategy.applyDefaults(Trees.of(start + after + "}}")),
                        strategy.applyDefaults(Trees.of(start + before + "}}")))
                .stream()
                .map(FieldError::toString)
                .toList();
    }

    @Test
    void aServiceKeepsItsFirstAddressAndFamily() {
        String both = "'clusterIP':'10.0.0.7','clusterIPs':['10.0.0.7','fd00::7'],'ipFamilies':['IPv4','IPv6'],"
                + "'ipFamilyPolicy':'PreferDualStack'";
        String one = "'clusterIP':'10.0.0.7','clusterIPs':['10.0.0.7'],'ipFamilies':['IPv4'],'ipFamilyPolicy':";
        assertThat(service(both, both)).isEmpty();
        assertThat(service(both, both.replace("fd00::7", "fd00::8")))
                .containsExactly(
                        "spec.clusterIPs[1]: Invalid value: [\"10.0.0.7\",\"fd00::8\"]: may not change once set");
        assertThat(service(both, one + "'SingleStack'")).isEmpty();
        assertThat(service(one + "'SingleStack'", both)).isEmpty();
        assertThat(service(both, one + "'PreferDualStack'"))
                .containsExactly(
                        "spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be set to 'SingleStack' when"
                                + " releasing the secondary clusterIP",
                        "spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be set to 'SingleStack' when"
                                + " releasing the secondary ipFamily");
        assertThat(service(one + "'SingleStack'", one.replace("IPv4", "IPv6") + "'SingleStack'"))
                .containsExactly(
                        "spec.ipFamilies[0]: Invalid value: [\"IPv6\"]: may not change once set",
                        "spec.clusterIPs[0]: Invalid value: \"10.0.0.7\": expected an IPv6 value as indicated by"
                                + " `ipFamilies[0]`");
        assertThat(service(one + "'SingleStack'", "'clusterIP':'None','clusterIPs':['None'],'ipFamilies':['IPv6']"))
                .containsExactly("spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set");
    }

    @Test
    void aBalancerStaysOfItsClass() {
        String balanced = "'type':'LoadBalancer','clusterIP':'10.0.0.7','clusterIPs':['10.0.0.7']";
        assertThat(service(balanced + ",'loadBalancerClass':'a/b'", balanced + ",'loadBalancerClass':'a/c'"))
                .containsExactly("spec.loadBalancerClass: Invalid value: \"a/c\": may not change once set");
        assertThat(service(balanced + ",'loadBalancerClass':'a/b'", balanced))
                .containsExactly("spec.loadBalancerClass: Invalid value: null: may not change once set");
        String local = balanced + ",'externalTrafficPolicy':'Local','healthCheckNodePort':";
        assertThat(service(local + "31000", local + "31001"))
                .containsExactly("spec.healthCheckNodePort: Forbidden: field is immutable");
        assertThat(service(
                        "'clusterIP':'10.0.0.7','clusterIPs':['10.0.0.7']",
                        "'clusterIP':'10.0.0.7','clusterIPs':['10.0.0.7'],'loadBalancerClass':'a/b'"))
                .containsExactly("spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'");
    }
}
