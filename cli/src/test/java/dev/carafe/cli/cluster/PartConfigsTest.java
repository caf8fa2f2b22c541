package dev.carafe.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.data.VSphereSettings;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartConfigsTest {
    @TempDir
    Path folder;

    @Test
    void aCloudLetsContainersBePrivilegedAsKubeadmDoes() throws Exception {
        DataDirectory directory = new DataDirectory(folder.resolve("data"), folder.resolve("run"));
        directory.create();
        Settings settings = new Settings(
                "node",
                "127.0.0.1",
                Settings.SECURE_PORT,
                Settings.KUBELET_PORT,
                Settings.CLUSTER_CIDR,
                Settings.SERVICE_CIDR,
                true,
                new VSphereSettings(false, 0, 0, 0));
        PartConfigs configs = new PartConfigs(directory, settings, ClusterFiles.prepare(directory, settings));
        try (Store store = EmbeddedStore.open(StoreConfig.of(directory.etcd()))) {
            assertThat(configs.apiServer(store).options().allowPrivileged()).isTrue();
        }
    }
}
