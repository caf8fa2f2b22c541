package dev.carafe.vsphere.vcenter.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterModulesTest {
    @TempDir
    Path folder;

    private interface Use {
        void of(ClusterModules modules) throws Exception;
    }

    private List<ClusterModule> use(Use use) throws Exception {
        try (Store store = EmbeddedStore.open(StoreConfig.of(folder))) {
            ClusterModules modules = ClusterModules.open(store);
            use.of(modules);
            return modules.all();
        }
    }

    @Test
    void modulesOutliveTheServer() throws Exception {
        List<ClusterModule> made = use(modules -> {
            String first = modules.create("domain-c1", _ -> true).orElseThrow().id();
            String second = modules.create("domain-c1", _ -> true).orElseThrow().id();
            assertThat(first).isNotEqualTo(second);
            assertThat(modules.change(first, _ -> new LinkedHashSet<>(List.of("vm-2", "vm-1"))))
                    .isTrue();
            assertThat(modules.delete(second)).isTrue();
            assertThat(modules.delete(second)).isFalse();
            assertThat(modules.change(second, before -> before)).isFalse();
        });
        assertThat(made).singleElement().satisfies(module -> {
            assertThat(module.cluster()).isEqualTo("domain-c1");
            assertThat(module.machines()).containsExactly("vm-2", "vm-1");
        });
        assertThat(use(modules -> {})).isEqualTo(made);
    }

    @Test
    void theModulesOfClustersThatHaveGoneGoWithTheNextThatIsMade() throws Exception {
        List<ClusterModule> left = use(modules -> {
            modules.create("domain-c1", _ -> true);
            modules.create("domain-c2", Set.of("domain-c2")::contains);
        });
        assertThat(left).extracting(ClusterModule::cluster).containsExactly("domain-c2");
        assertThat(use(modules -> {})).isEqualTo(left);
    }
}
