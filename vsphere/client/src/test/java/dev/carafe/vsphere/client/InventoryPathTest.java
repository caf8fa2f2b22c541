package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryPathTest {
    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "*, abc, true",
        "*c, abc, true",
        "a*, a, true",
        "a*b*c, axxbyybc, true",
        "a*b, axc, false",
        "a?c, abc, true",
        "a?, a, false",
        "ab[c], abc, true",
        "ab[b-d], abc, true",
        "ab[e-g], abc, false",
        "ab[^c], abc, false",
        "ab[^e-g], abc, true",
        "a\\*b, a*b, true",
        "a\\*b, axb, false",
        "[\\]a], ], true",
        "[\\-], -, true",
        "*x, xxx, true",
        "a/b, a%2fb, true",
    })
    void namesMatchAsInGo(String pattern, String name, boolean matches) {
        assertThat(InventoryPath.matches(pattern, name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]a]", "[-]", "[x-]", "\\", "a[", "*[a", "[a]["})
    void aMalformedPatternIsRefused(String pattern) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> InventoryPath.of("/dc/" + pattern, "/"))
                .withMessageContaining("malformed");
    }

    @ParameterizedTest
    @CsvSource({
        "/DC0/vm/x, /DC0/vm/x",
        "x/*, /DC0/vm/x/*",
        "./x, /DC0/vm/x",
        "../host/*, /DC0/host/*",
        "/.., /",
        "/DC0//vm/, /DC0/vm",
        "..., /DC0/vm/...",
    })
    void aPathBeginsAtTheRootOrAtItsPlace(String path, String whole) {
        assertThat(InventoryPath.of(path, "/DC0/vm")).hasToString(whole);
    }

    @Test
    void aNameWithWildcardsIsNotPlain() {
        assertThat(InventoryPath.isPlainName("web")).isTrue();
        assertThat(InventoryPath.isPlainName("web*")).isFalse();
        assertThat(InventoryPath.isPlainName("a/web")).isFalse();
    }
}
