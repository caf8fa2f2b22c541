package dev.carafe.kubernetes.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergedTolerationsTest {
    private static final Toleration ALL = toleration("", "Exists", "", "");
    private static final Toleration KEY = toleration("a", "Exists", "", "NoSchedule");
    private static final Toleration VALUE = toleration("a", "Equal", "x", "NoSchedule");
    private static final Toleration OTHER = toleration("b", "Equal", "x", "NoSchedule");
    private static final Toleration FOREVER = toleration("a", "Exists", "", "NoExecute");

    private static Toleration toleration(String key, String operator, String value, String effect) {
        return new Toleration(Struct.EMPTY)
                .withKey(key)
                .withOperator(operator)
                .withValue(value)
                .withEffect(effect);
    }

    @Test
    void whatAnotherCoversGoesWhicheverComesFirst() {
        assertThat(MergedTolerations.of(List.of(VALUE, OTHER, KEY))).containsExactly(OTHER, KEY);
        assertThat(MergedTolerations.of(List.of(KEY, OTHER, VALUE))).containsExactly(KEY, OTHER);
        assertThat(MergedTolerations.of(List.of(VALUE, OTHER, ALL, FOREVER))).containsExactly(ALL);
    }

    @Test
    void equalOnesAreOne() {
        assertThat(MergedTolerations.of(List.of(VALUE, OTHER, VALUE))).containsExactly(VALUE, OTHER);
    }

    @Test
    void aLongerTimeCoversAShorterOneAndNoLimitBoth() {
        Toleration minute = FOREVER.withTolerationSeconds(60);
        Toleration hour = FOREVER.withTolerationSeconds(3600);
        assertThat(MergedTolerations.of(List.of(minute, hour, FOREVER))).containsExactly(FOREVER);
        assertThat(MergedTolerations.of(List.of(minute, hour))).containsExactly(hour);
        assertThat(MergedTolerations.of(List.of(hour, minute))).containsExactly(hour);
    }
}
