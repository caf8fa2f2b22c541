package dev.carafe.kubernetes.cloudcontrollermanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControllerSelectionTest {
    private static final Set<String> KNOWN = Set.copyOf(ControllerSelection.NAMES);

    private static List<String> enabled(String... said) {
        ControllerSelection selection = new ControllerSelection(List.of(said), KNOWN);
        return ControllerSelection.NAMES.stream().filter(selection::isEnabled).toList();
    }

    @Test
    void aStarStandsForAllThatAreNotTakenOut() {
        assertThat(enabled("*")).isEqualTo(ControllerSelection.NAMES);
        assertThat(enabled("*", "-node-route-controller"))
                .containsExactly("cloud-node-controller", "cloud-node-lifecycle-controller", "service-lb-controller");
        assertThat(enabled("-node-route-controller")).isEmpty();
    }

    @Test
    void oldNamesAreUnderstood() {
        assertThat(enabled("service", "cloud-node")).containsExactly("cloud-node-controller", "service-lb-controller");
        assertThat(enabled("*", "-route", "-service"))
                .containsExactly("cloud-node-controller", "cloud-node-lifecycle-controller");
    }

    @Test
    void aNameThatNobodyHasIsRefused() {
        assertThatThrownBy(() -> enabled("*", "-volume"))
                .hasMessage("\"-volume\" is not in the list of known controllers");
    }
}
