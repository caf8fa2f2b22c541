package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each kind's strategy says of objects; the wording is upstream's. */
class ValidationRulesTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();

    private static ResourceDeclaration declaration(String groupVersion, String resource) {
        return BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
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

    private static List<String> errors(String groupVersion, String resource, String object) {
        return errors(Strategies.of(declaration(groupVersion, resource)), object);
    }

    @Test
    void whatAnObjectHoldsHasASize() {
        String much = "x".repeat(1024 * 1024 + 1);
        String tooMuch = ": Too long: may not be more than 1048576 bytes";
        assertThat(errors("/v1", "configmaps", "{'metadata':{'name':'x'},'data':{'a':'" + much + "'}}"))
                .containsExactly("[]" + tooMuch);
        assertThat(errors("/v1", "secrets", "{'metadata':{'name':'x'},'stringData':{'a':'" + much + "'}}"))
                .containsExactly("data" + tooMuch);
        String parameters = "{'metadata':{'name':'x'},'provisioner':'a','driverName':'a','parameters':{'a':'"
                + "x".repeat(256 * 1024) + "'}}";
        for (String kind : List.of("storageclasses", "volumeattributesclasses")) {
            assertThat(errors("storage.k8s.io/v1", kind, parameters))
                    .containsExactly("parameters: Too long: may not be more than 262144 bytes");
        }
    }

    @Test
    void aDefinitionIsNamedAfterItsPluralAndGroupAndStoresOneVersion() {
        assertThat(errors("apiextensions.k8s.io/v1", "customresourcedefinitions", "{'metadata':{'name':'x'}}"))
                .startsWith(
                        "metadata.name: Invalid value: \"x\": must be spec.names.plural+\".\"+spec.group",
                        "spec.group: Required value",
                        "spec.scope: Required value",
                        "spec.versions: Invalid value: null: must have exactly one version marked as storage version")
                .endsWith("status.storedVersions: Invalid value: null: must have at least one stored version");
    }

    @Test
    void aWholeDefinitionIsTakenAndRemembersWhatItStores() {
        String definition =
                "{'metadata':{'name':'as.b.c'},'spec':{'group':'b.c','scope':'Namespaced','names':{'plural':'as',"
                        + "'kind':'A'},'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':"
                        + "{'type':'object'}}}]}}";
        Strategy strategy = Strategies.of(declaration("apiextensions.k8s.io/v1", "customresourcedefinitions"));
        Struct created = strategy.prepareForCreate(strategy.applyDefaults(Trees.of(definition)));
        assertThat(strategy.validateCreate(created)).isEmpty();
        assertThat(created.toString())
                .contains("\"storedVersions\":[\"v1\"]")
                .contains("\"singular\":\"a\"")
                .contains("\"listKind\":\"AList\"")
                .contains("\"strategy\":\"None\"");
    }

    @Test
    void anApiServiceIsNamedAfterItsVersionAndGroup() {
        assertThat(errors(
                        "apiregistration.k8s.io/v1",
                        "apiservices",
                        "{'metadata':{'name':'v2.b.c'},'spec':{'group':'b.c','version':'v1','groupPriorityMinimum':100,"
                                + "'versionPriority':5000}}"))
                .containsExactly(
                        "metadata.name: Invalid value: \"v2.b.c\": must be `spec.version+\".\"+spec.group`: \"v1.b.c\"",
                        "spec.versionPriority: Invalid value: 5000: must be positive and less than 1000");
    }

    @Test
    void aRequestForACertificateHasARequestUsagesAndASigner() {
        assertThat(errors(
                        "certificates.k8s.io/v1",
                        "certificatesigningrequests",
                        "{'metadata':{'name':'x'},'spec':{'usages':['client auth','client auth'],'signerName':'a/b',"
                                + "'expirationSeconds':5}}"))
                .containsExactly(
                        "spec.request: Invalid value: null: PEM block type must be CERTIFICATE REQUEST",
                        "spec.usages[1]: Duplicate value: \"client auth\"",
                        "spec.signerName: Invalid value: \"a\": should be a domain with at least two segments separated"
                                + " by dots",
                        "spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10"
                                + " minutes)");
    }

    @Test
    void aBundleOfTrustHasAnAnchorAndIsNamedAfterItsSigner() {
        assertThat(errors(
                        "certificates.k8s.io/v1",
                        "clustertrustbundles",
                        "{'metadata':{'name':'a'},'spec':{'signerName':'a.b/c'}}"))
                .containsExactly(
                        "metadata.name: Invalid value: \"a\": ClusterTrustBundle for signerName a.b/c must be named with"
                                + " prefix a.b:c:",
                        "spec.trustBundle: Invalid value: \"<value omitted>\": at least one trust anchor must be"
                                + " provided");
    }

    @Test
    void aSliceOfDevicesSaysOnceWhichNodesReachThem() {
        String spec = "'driver':'d','pool':{'name':'p','resourceSliceCount':1}";
        assertThat(errors("resource.k8s.io/v1", "resourceslices", "{'metadata':{'name':'x'},'spec':{" + spec + "}}"))
                .containsExactly("spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`,"
                        + " `perDeviceNodeSelection` is required");
        assertThat(errors(
                        "resource.k8s.io/v1",
                        "resourceslices",
                        "{'metadata':{'name':'x'},'spec':{" + spec + ",'nodeName':'n'}}"))
                .isEmpty();
    }

    @Test
    void aVolumeIsOfOneTypeAndHasASize() {
        assertThat(errors("/v1", "persistentvolumes", "{'metadata':{'name':'x'},'spec':{}}"))
                .contains(
                        "spec.accessModes: Required value",
                        "spec.capacity: Unsupported value: null: supported values: \"storage\"",
                        "spec: Required value: must specify a volume type");
    }

    @Test
    void anAttachmentNamesWhatIsAttachedWhereAndByWhom() {
        assertThat(errors(
                        "storage.k8s.io/v1", "volumeattachments", "{'metadata':{'name':'x'},'spec':{'nodeName':'n'}}"))
                .containsExactly(
                        "spec.source: Required value: must specify exactly one of inlineVolumeSpec and"
                                + " persistentVolumeName",
                        "spec.attacher: Required value");
    }

    @Test
    void anAddressIsItsOwnName() {
        assertThat(errors(
                        "networking.k8s.io/v1",
                        "ipaddresses",
                        "{'metadata':{'name':'x'},'spec':{'parentRef':{'resource':'services','name':'a'}}}"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("metadata.name: Invalid value: \"x\": must be a valid IP address");
    }

    @Test
    void anAutoscalersTargetSaysItsGroup() {
        assertThat(errors(
                        "autoscaling/v2",
                        "horizontalpodautoscalers",
                        "{'apiVersion':'autoscaling/v2','metadata':{'name':'x'},'spec':{'maxReplicas':3,"
                                + "'scaleTargetRef':{'kind':'Foo','name':'x','apiVersion':'v1'}}}"))
                .containsExactly(
                        "spec.scaleTargetRef.apiVersion: Invalid value: \"v1\": apiVersion must specify API group");
    }

    @Test
    void anEventThatCameThroughItsOwnGroupObeysMore() {
        String event = "{'metadata':{'name':'X_','namespace':'default'},'involvedObject':{'namespace':'default'}}";
        ResourceDeclaration core = declaration("/v1", "events");
        assertThat(errors(Strategies.of(core), event)).isEmpty();
        assertThat(errors(
                        Strategies.servedAs(declaration("events.k8s.io/v1", "events"), core, Strategies.of(core)),
                        event))
                .hasSize(3)
                .endsWith("eventTime: Required value", "type: Invalid value: \"\": has invalid value: ");
    }

    @Test
    void anEventLiesWhereItsSubjectDoes() {
        assertThat(errors(
                        "/v1",
                        "events",
                        "{'metadata':{'name':'x','namespace':'default'},'involvedObject':{'namespace':'other'}}"))
                .containsExactly("involvedObject.namespace: Invalid value: \"other\": does not match event.namespace");
    }

    @Test
    void aLimitRangeWithoutANameGetsOne() {
        Strategy strategy = Strategies.of(declaration("/v1", "limitranges"));
        Struct created = strategy.prepareForCreate(Trees.of("{'metadata':{}}"));
        assertThat(String.valueOf(created.struct("metadata"))).contains("\"name\":\"");
    }

    @Test
    void bundlesAreSelectedByTheirSigner() {
        Strategy bundles = Strategies.of(declaration("certificates.k8s.io/v1", "clustertrustbundles"));
        assertThat(bundles.selectableFields(Trees.of("{'spec':{'signerName':'a.b/c'}}")))
                .containsExactly(org.assertj.core.api.Assertions.entry("spec.signerName", "a.b/c"));
        assertThat(bundles.selectableFields(Struct.EMPTY)).containsEntry("spec.signerName", "");
    }
}
