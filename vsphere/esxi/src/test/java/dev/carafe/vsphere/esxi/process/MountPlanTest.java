package dev.carafe.vsphere.esxi.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MountPlanTest {
    @Test
    void whatCanBePassedIsLeftAlone() {
        assertThat(MountPlan.of(List.of(Path.of("/var/lib/carafe/ds")), _ -> true))
                .isEqualTo(new MountPlan(List.of(), List.of()));
    }

    @Test
    void theTopmostBarrierIsCoveredOnceAndNestedFoldersComeWithTheirOuterOne() {
        Set<Path> closed = Set.of(Path.of("/root"), Path.of("/root/c"), Path.of("/srv/x"));
        assertThat(MountPlan.of(
                        List.of(
                                Path.of("/root/c/ds"),
                                Path.of("/root/c/ds/vm"),
                                Path.of("/root/c/run/vm1"),
                                Path.of("/srv/x/ds2"),
                                Path.of("/mnt2/ds3")),
                        path -> !closed.contains(path)))
                .isEqualTo(new MountPlan(
                        List.of(Path.of("/root"), Path.of("/srv/x")),
                        List.of(Path.of("/root/c/ds"), Path.of("/root/c/run/vm1"), Path.of("/srv/x/ds2"))));
    }

    @Test
    void namesInTheScriptCannotBecomeCommands() {
        String script = LaunchScript.unconfined(List.of("qemu", "guest=a'; reboot; '"), Path.of("/run/x"));
        assertThat(script).contains("'qemu' 'guest=a'\\''; reboot; '\\'''");
    }
}
