package dev.carafe.kubernetes.apimachinery.intstr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IntOrStringTest {
    @Test
    void scalesAPercentageUpOrDown() {
        assertThat(IntOrString.of("25%").scaled(10, true)).isEqualTo(3);
        assertThat(IntOrString.of("25%").scaled(10, false)).isEqualTo(2);
        assertThat(IntOrString.of("150%").scaled(10, false)).isEqualTo(15);
        assertThat(IntOrString.of(4).scaled(10, true)).isEqualTo(4);
    }

    @Test
    void refusesAStringThatIsNoPercentage() {
        assertThatThrownBy(() -> IntOrString.of("http").scaled(10, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid value for IntOrString: invalid type: string is not a percentage");
    }

    @Test
    void readsTheFormInATree() {
        assertThat(IntOrString.ofValue(80L)).isEqualTo(IntOrString.of(80));
        assertThat(IntOrString.ofValue("http").toValue()).isEqualTo("http");
        assertThat(IntOrString.ofValue(null).intValue()).isZero();
    }
}
