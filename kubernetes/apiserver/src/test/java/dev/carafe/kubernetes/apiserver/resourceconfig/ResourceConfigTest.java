package dev.carafe.kubernetes.apiserver.resourceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResourceConfigTest {
    private static final BuiltinResources BUILT = BuiltinResources.load();

    private static ResourceConfig parse(String settings) {
        return ResourceConfig.parse(List.of(settings.split(",")));
    }

    private static Set<String> versions(String settings) {
        Set<String> served = new TreeSet<>();
        BUILT.only(parse(settings)::serves).versions().forEach(version -> served.add(version.toString()));
        return served;
    }

    private static boolean serves(String settings, String key, String name) {
        ResourceDeclaration row = BUILT.byGroupVersion().getOrDefault(key, List.of()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return parse(settings).serves(row);
    }

    @Test
    void stableVersionsAreServedWhereNobodySaysOtherwise() {
        assertThat(BUILT.only(ResourceConfig.defaults()::serves).byGroupVersion())
                .hasSize(23)
                .allSatisfy((version, _) -> assertThat(version).matches(".*/v\\d+"));
        assertThat(versions("")).hasSize(23);
        assertThat(versions("api/legacy=false")).hasSize(23);
    }

    @Test
    void versionsGoOneByOne() {
        assertThat(versions("batch/v1=false")).hasSize(22).doesNotContain("batch/v1");
        assertThat(versions("autoscaling/v2=0")).contains("autoscaling/v1").doesNotContain("autoscaling/v2");
        assertThat(versions("v1=false")).hasSize(22).doesNotContain("v1");
        assertThat(versions("api/v1=false")).doesNotContain("v1");
        assertThat(versions("resource.k8s.io/v1beta1=false")).hasSize(23);
    }

    @Test
    void versionsThatMayChangeAreServedWhereAskedFor() {
        assertThat(versions("resource.k8s.io/v1beta1=true")).hasSize(24).contains("resource.k8s.io/v1beta1");
        assertThat(versions("api/beta=true"))
                .hasSize(30)
                .contains("resource.k8s.io/v1beta2", "storagemigration.k8s.io/v1beta1")
                .doesNotContain("resource.k8s.io/v1alpha3");
        assertThat(versions("api/alpha=true,resource.k8s.io/v1alpha3=false"))
                .hasSize(28)
                .contains("coordination.k8s.io/v1alpha2");
        assertThat(versions("api/all=true")).hasSize(36);
        assertThat(versions("resource.k8s.io/v1beta1/resourceclaims=true")).hasSize(24);
        assertThat(serves("resource.k8s.io/v1beta1/resourceclaims=true", "resource.k8s.io/v1beta1", "resourceslices"))
                .isFalse();
    }

    @Test
    void whatSaysMoreExactlyCountsForMore() {
        assertThat(versions("api/all=false,apps/v1=true,v1")).containsExactly("apps/v1", "v1");
        assertThat(versions("api/ga=true,api/all=false")).hasSize(23);
        assertThat(versions("api/ga=false,batch/v1=")).containsExactly("batch/v1");
        assertThat(serves("batch/v1/jobs=false", "batch/v1", "jobs/status")).isFalse();
        assertThat(serves("batch/v1/jobs=false", "batch/v1", "cronjobs")).isTrue();
        assertThat(serves("batch/v1=false,batch/v1/jobs=true", "batch/v1", "jobs/status"))
                .isTrue();
        assertThat(versions("batch/v1=false,batch/v1/jobs=true")).hasSize(23);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo.example.com/v1=true         | unknown api groups foo.example.com/v1
            b.example.com/v1,a.x/v1=false   | unknown api groups a.x/v1,b.example.com/v1
            apps/v9=true                    | group version apps/v9 that has not been registered
            apps/v9=false                   | group version apps/v9 that has not been registered
            apps/v1=maybe                   | invalid value of apps/v1: maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax
            api/beta=maybe                  | invalid value api/beta=maybe
            api/beta                        | invalid value api/beta=
            api/all=false                   | invalid runtime-config with only api/all=false
            apps=true                       | runtime-config invalid key apps
            a/b/c/d=true                    | runtime-config invalid key a/b/c/d
            apps/v1/Deployments=false       | invalid key apps/v1/Deployments: group/version/resource and resource is always lowercase plural, not "Deployments"
            resource.k8s.io/v1alpha1=true   | group version resource.k8s.io/v1alpha1 that has not been registered
            """)
    void refuses(String settings, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(settings)).withMessage(message);
    }

    @Test
    void saysWhatEnablesNothing() {
        assertThat(parse("networking.k8s.io/v1beta1=true,apps/v1beta1=false,api/beta=true,batch/v1=true")
                        .withoutEffect(BUILT.versions()))
                .containsExactly(new GroupVersion("networking.k8s.io", "v1beta1"));
    }
}
