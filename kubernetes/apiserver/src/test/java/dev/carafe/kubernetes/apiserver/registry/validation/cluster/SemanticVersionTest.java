package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SemanticVersionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "01.2.3",
                "1.2.x",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3+",
                "1.2.3-a..b",
                "v1.2.3",
                "1.2.18446744073709551616",
                "1.2.-3"
            })
    void refuses(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    @Test
    void comesInTheOrderOfTheRules() {
        List<String> ascending = List.of(
                "1.0.0-1",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0",
                "1.9.0",
                "1.10.0",
                "1.10.18446744073709551615+build.01");
        for (int i = 1; i < ascending.size(); i++) {
            SemanticVersion before = SemanticVersion.parse(ascending.get(i - 1)).orElseThrow();
            SemanticVersion after = SemanticVersion.parse(ascending.get(i)).orElseThrow();
            assertThat(before).as(ascending.get(i)).isLessThan(after);
        }
        assertThat(SemanticVersion.parse("1.0.0+a")).isEqualTo(SemanticVersion.parse("1.0.0+b"));
    }
}
