package dev.carafe.kubernetes.apiserver.featuregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FeatureGateTest {
    private final FeatureGate gate = FeatureGate.defaults();

    private void refuses(String message, String... settings) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate.with(List.of(settings)))
                .withMessage(message);
    }

    @Test
    void knowsUpstreamsFeaturesWithTheirDefaults() {
        assertThat(gate.features()).hasSize(254);
        assertThat(gate.isEnabled("ComponentStatusz")).isTrue();
        assertThat(gate.isEnabled("CBORServingAndStorage")).isFalse();
        assertThat(gate.with(List.of("ComponentStatusz=f")).isEnabled("ComponentStatusz"))
                .isFalse();
        assertThat(gate.with(List.of("ComponentStatusz=false", "ComponentStatusz=true", ""))
                        .isEnabled("ComponentStatusz"))
                .isTrue();
    }

    @Test
    void refusesInUpstreamsWords() {
        refuses("unrecognized feature gate: NoSuch", "NoSuch=true");
        refuses("missing bool value for ComponentFlagz", "ComponentFlagz");
        refuses(
                "invalid value of ComponentFlagz=yes, err: strconv.ParseBool: parsing \"yes\": invalid syntax",
                "ComponentFlagz=yes");
        refuses(
                "cannot set feature gate CustomResourceFieldSelectors to false, feature is locked to true",
                "CustomResourceFieldSelectors=false");
        refuses(
                "CompositePodGroup is enabled, but depends on features that are disabled:"
                        + " [GenericWorkload TopologyAwareWorkloadScheduling]",
                "CompositePodGroup=true");
        assertThat(gate.with(List.of("CustomResourceFieldSelectors=true")).isEnabled("CustomResourceFieldSelectors"))
                .isTrue();
    }

    @Test
    void listsWhatCanBeTriedAsUpstreamsHelpDoes() {
        assertThat(gate.knownFeatures())
                .contains(
                        "kube:APIResponseCompression=true|false (BETA - default=true)",
                        "kube:AllAlpha=true|false (ALPHA - default=false)",
                        "kube:CBORServingAndStorage=true|false (ALPHA - default=false)")
                .noneMatch(
                        line -> line.contains("(GA") || line.contains("(DEPRECATED") || line.contains("ImageVolume="))
                .isSorted();
    }

    @Test
    void takesTheComponentBeforeAFeature() {
        assertThat(gate.with(List.of("kube:ComponentFlagz=false", "kube:WatchList=false"))
                        .isEnabled("ComponentFlagz"))
                .isFalse();
        refuses(
                "set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use",
                "kube:ComponentFlagz=false",
                "WatchList=false");
        refuses("component not registered: wardle", "wardle:ComponentFlagz=false");
    }

    @Test
    void setsAWholeStageButForWhatIsSetByName() {
        FeatureGate beta = gate.with(List.of("AllBeta=false", "StorageVersionHash=true"));
        assertThat(beta.isEnabled("ComponentStatusz")).isFalse();
        assertThat(beta.isEnabled("StorageVersionHash")).isTrue();
        assertThat(beta.isEnabled("CustomResourceFieldSelectors")).isTrue();
        assertThat(gate.with(List.of("AllAlpha=true", "AllBeta=true")).isEnabled("CBORServingAndStorage"))
                .isTrue();
    }

    @Test
    void tellsWhatHasLessEffectHere() {
        FeatureGate set = gate.with(
                List.of("ComponentFlagz=false", "CBORServingAndStorage=true", "OpenAPIEnums=true", "AtomicFIFO=true"));
        assertThat(set.withLessEffect()).containsOnlyKeys("CBORServingAndStorage");
        assertThat(set.withLessEffect().get("CBORServingAndStorage"))
                .isEqualTo(new FeatureEffect(FeatureEffect.Kind.ABSENT, "CBOR is not served"));
        assertThat(gate.with(List.of("WatchList=true", "ComponentFlagz=false")))
                .hasToString("ComponentFlagz=false,WatchList=true");
    }

    @Test
    void saysOfEachFeatureThatCanBeSwitchedWhatThatDoes() {
        assertThat(FeatureGate.effects().keySet())
                .containsExactlyElementsOf(gate.features().stream()
                        .filter(feature -> !feature.locked())
                        .map(Feature::name)
                        .toList());
    }
}
