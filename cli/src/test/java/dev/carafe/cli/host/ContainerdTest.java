package dev.carafe.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContainerdTest {

    @Test
    void everythingItWritesLiesBelowItsOwnFolders() {
        Containerd.Layout layout = new Containerd.Layout(
                Path.of("/data/containerd"),
                Path.of("/run/carafe-1"),
                Path.of("/data/logs/containerd.log"),
                Path.of("/data/cni"),
                "carafe.local/pause:1");

        String configuration = Containerd.configuration(layout, Path.of("/usr/lib/cni"));

        assertThat(configuration)
                .contains("root = \"/data/containerd/root\"")
                .contains("state = \"/run/carafe-1/containerd\"")
                .contains("address = \"/run/carafe-1/containerd.sock\"")
                .contains("Root = \"/run/carafe-1/runc\"")
                .contains("conf_dir = \"/data/cni\"")
                .contains("bin_dir = \"/usr/lib/cni\"")
                .contains("sandbox_image = \"carafe.local/pause:1\"")
                .contains("restrict_oom_score_adj = true");
    }
}
