package dev.carafe.vsphere.vmomi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vmomi.property.PropertyPath.Keyed;
import dev.carafe.vsphere.vmomi.property.PropertyPath.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PropertyPathTest {
    @Test
    void namesAndKeysAreSteps() {
        assertThat(PropertyPath.parse("config.hardware.device[4000].backing").steps())
                .containsExactly(
                        new Named("config"),
                        new Named("hardware"),
                        new Named("device"),
                        new Keyed("4000"),
                        new Named("backing"));
        assertThat(PropertyPath.parse("config.extraConfig[\"a.b[0]\"].value").steps())
                .containsExactly(
                        new Named("config"), new Named("extraConfig"), new Keyed("a.b[0]"), new Named("value"));
    }

    @Test
    void aPathThatIsPutTogetherReadsAsItIsParsed() {
        PropertyPath path = PropertyPath.of("config")
                .field("device")
                .element(4000)
                .field("a")
                .element("x.y");
        assertThat(path.text()).isEqualTo("config.device[4000].a[\"x.y\"]");
        assertThat(PropertyPath.parse(path.text())).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "a.", ".a", "a..b", "[1]", "a[", "a[]", "a[\"x]", "a[1]b", "a b", "a[\"\"]", "a-b", "ä"
            })
    void whatIsNoPathIsRefused(String text) {
        assertThatThrownBy(() -> PropertyPath.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lengthAndStepsAreBounded() {
        assertThatThrownBy(() -> PropertyPath.parse("a".repeat(PropertyPath.LENGTH_MAX + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PropertyPath.parse("a" + ".a".repeat(40)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 steps");
    }
}
