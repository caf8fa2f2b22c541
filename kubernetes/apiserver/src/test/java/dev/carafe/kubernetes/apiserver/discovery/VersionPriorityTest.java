package dev.carafe.kubernetes.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionPriorityTest {
    @Test
    void stablerVersionsComeFirstThenNewerOnesThenWhatIsNoVersion() {
        List<String> sorted =
                List.of("foo1", "v1alpha1", "v2", "v10", "v1beta2", "v11alpha2", "v3beta1", "v1", "foo10").stream()
                        .sorted(VersionPriority.ORDER)
                        .toList();
        assertThat(sorted)
                .containsExactly("v10", "v2", "v1", "v3beta1", "v1beta2", "v11alpha2", "v1alpha1", "foo1", "foo10");
    }
}
