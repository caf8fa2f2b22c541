package dev.carafe.kubernetes.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StorageKeysTest {
    @ParameterizedTest
    @CsvSource({
        "/registry, /registry/",
        "registry, /registry/",
        "registry/, /registry/",
        "//a//b/, /a/b/",
        "a/./b/../c, /a/c/",
        "../a, /a/",
        "/, /",
        "'', /",
        ".., /"
    })
    void aPrefixMayBeWrittenWithSlashesOrWithout(String etcdPrefix, String root) {
        assertThat(StorageKeys.below(etcdPrefix).root()).isEqualTo(root);
    }

    @Test
    void everyKeyIsBelowIt() {
        StorageKeys keys = StorageKeys.below("clouds/one");
        assertThat(keys.prefix("", "services")).isEqualTo("/clouds/one/services/specs/");
        assertThat(keys.prefix("apps", "deployments")).isEqualTo("/clouds/one/deployments/");
        assertThat(keys.customPrefix("example.com", "things")).isEqualTo("/clouds/one/example.com/things/");
        assertThat(keys.masterLeases()).isEqualTo("/clouds/one/masterleases/");
        assertThat(keys.nodePorts()).isEqualTo("/clouds/one/ranges/servicenodeports");
    }
}
