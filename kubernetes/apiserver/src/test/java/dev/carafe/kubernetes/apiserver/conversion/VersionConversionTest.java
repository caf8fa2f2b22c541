package dev.carafe.kubernetes.apiserver.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VersionConversionTest {
    private static final BuiltinResources BUILT = BuiltinResources.load();

    private static ResourceDeclaration row(String version, String name) {
        return BUILT.byGroupVersion().getOrDefault(version, List.of()).stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static VersionConversion conversion(String version, String name) {
        return VersionConversion.of(row(version, name)).orElseThrow();
    }

    /** Both are the same object, in one version and in the internal one. */
    private static void same(VersionConversion conversion, String versioned, String internal) {
        assertThat(conversion.toInternal(Trees.of(versioned))).isEqualTo(Trees.of(internal));
        assertThat(conversion.fromInternal(Trees.of(internal))).isEqualTo(Trees.of(versioned));
    }

    @Test
    void everyVersionHasAnInternalOneThatIsBuilt() {
        BUILT.byGroupVersion()
                .forEach((version, rows) -> rows.stream()
                        .filter(row -> !row.isSubresource() && row.verbs().contains("watch"))
                        .forEach(row -> {
                            String internal = InternalVersions.of(row).toString();
                            assertThat(BUILT.byGroupVersion().get(internal.contains("/") ? internal : "/" + internal))
                                    .as(version + " " + row.name())
                                    .anyMatch(other -> other.name().equals(row.name()));
                        }));
    }

    @Test
    void mostVersionsDifferInTheirNameAlone() {
        same(
                conversion("resource.k8s.io/v1beta2", "resourceclaims"),
                "{'apiVersion':'resource.k8s.io/v1beta2','kind':'ResourceClaim','spec':{'devices':{'requests':[{'name':'a'}]}}}",
                "{'apiVersion':'resource.k8s.io/v1','kind':'ResourceClaim','spec':{'devices':{'requests':[{'name':'a'}]}}}");
        assertThat(VersionConversion.of(row("resource.k8s.io/v1", "resourceclaims")))
                .isEmpty();
        assertThat(VersionConversion.of(row("coordination.k8s.io/v1beta1", "leasecandidates")))
                .isEmpty();
    }

    @Test
    void aRequestOfOldClaimsHasTheFieldsItself() {
        String old =
                "{'apiVersion':'resource.k8s.io/v1beta1','spec':{'devices':{'requests':[{'name':'a','deviceClassName':'c',"
                        + "'allocationMode':'ExactCount','count':1},{'name':'b','firstAvailable':[{'name':'x','deviceClassName':'c'}],"
                        + "'deviceClassName':''}]}}}";
        String internal = "{'apiVersion':'resource.k8s.io/v1','spec':{'devices':{'requests':[{'name':'a','exactly':{"
                + "'deviceClassName':'c','allocationMode':'ExactCount','count':1}},"
                + "{'name':'b','firstAvailable':[{'name':'x','deviceClassName':'c'}]}]}}}";
        same(conversion("resource.k8s.io/v1beta1", "resourceclaims"), old, internal);
        Struct template = conversion("resource.k8s.io/v1beta1", "resourceclaimtemplates")
                .toInternal(Trees.of("{'spec':{'spec':{'devices':{'requests':[{'name':'a','selectors':[]}]}}}}"));
        assertThat(template)
                .isEqualTo(Trees.of("{'spec':{'spec':{'devices':{'requests':[{'name':'a','exactly':{'selectors':[],"
                        + "'deviceClassName':''}}]}}},'apiVersion':'resource.k8s.io/v1'}"));
    }

    @Test
    void aDeviceOfOldSlicesHasItsPartsBelowBasic() {
        same(
                conversion("resource.k8s.io/v1beta1", "resourceslices"),
                "{'apiVersion':'resource.k8s.io/v1beta1','spec':{'devices':[{'name':'a','basic':{'attributes':{'x':{'int':1}}}},"
                        + "{'name':'b','basic':{}}]}}",
                "{'apiVersion':'resource.k8s.io/v1','spec':{'devices':[{'name':'a','attributes':{'x':{'int':1}}},{'name':'b'}]}}");
    }

    @Test
    void oldRequestsForCertificatesAlwaysSayTheirKey() {
        same(
                conversion("certificates.k8s.io/v1beta1", "podcertificaterequests"),
                "{'apiVersion':'certificates.k8s.io/v1beta1','spec':{'signerName':'s','pkixPublicKey':null,"
                        + "'proofOfPossession':null}}",
                "{'apiVersion':'certificates.k8s.io/v1','spec':{'signerName':'s'}}");
    }

    @Test
    void oldSlicesDoNotTellAnEmptyNodeFromNone() {
        VersionConversion slices = conversion("resource.k8s.io/v1beta1", "resourceslices");
        assertThat(slices.toInternal(Trees.of("{'apiVersion':'x','spec':{'nodeName':'','allNodes':false}}")))
                .isEqualTo(Trees.of("{'apiVersion':'resource.k8s.io/v1','spec':{}}"));
    }

    @Test
    void whatLiesInTheStoreIsInTheVersionOfUpstream() {
        assertThat(hash("/v1", "pods")).isEqualTo("xPOwRZ+Yhw8=");
        assertThat(hash("events.k8s.io/v1", "events")).isEqualTo(hash("/v1", "events"));
        assertThat(hash("certificates.k8s.io/v1", "clustertrustbundles")).isEqualTo("v5yhuVertL4=");
        assertThat(hash("resource.k8s.io/v1beta2", "devicetaintrules")).isEqualTo("i+85+TcIKpA=");
        assertThat(hash("resource.k8s.io/v1beta1", "deviceclasses")).isEqualTo("Yk2PTc1Ybxk=");
        assertThat(hash("storagemigration.k8s.io/v1", "storageversionmigrations"))
                .isEqualTo("pCjmmKOkLy4=");
    }

    private static String hash(String version, String name) {
        ResourceDeclaration row = row(version, name);
        return StorageVersions.hash(row, StorageVersions.of(row));
    }

    @Test
    void deprecatedVersionsSayUntilWhenAndWhatToUse() {
        assertThat(DeprecatedVersions.warning(row("resource.k8s.io/v1beta1", "resourceclaims")))
                .isEqualTo("resource.k8s.io/v1beta1 ResourceClaim is deprecated in v1.35+, unavailable in v1.38+");
        assertThat(DeprecatedVersions.warning(row("certificates.k8s.io/v1beta1", "clustertrustbundles")))
                .isEqualTo(
                        "certificates.k8s.io/v1beta1 ClusterTrustBundle is deprecated in v1.37+, unavailable in v1.40+;"
                                + " use certificates.k8s.io/v1 ClusterTrustBundle");
        assertThat(DeprecatedVersions.warning(row("resource.k8s.io/v1beta2", "devicetaintrules")))
                .isEmpty();
    }
}
