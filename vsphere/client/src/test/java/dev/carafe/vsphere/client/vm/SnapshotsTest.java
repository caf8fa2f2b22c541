package dev.carafe.vsphere.client.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotTree;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final List<VirtualMachineSnapshotTree> TREE =
            List.of(snapshot(1, "base", snapshot(2, "patched"), snapshot(3, "other", snapshot(4, "patched"))));

    private static VirtualMachineSnapshotTree snapshot(
            int number, String name, VirtualMachineSnapshotTree... children) {
        return VirtualMachineSnapshotTree.builder()
                .snapshot(new ManagedObjectReference<>("VirtualMachineSnapshot", "snapshot-" + number))
                .vm(new ManagedObjectReference<>("VirtualMachine", "vm-1"))
                .name(name)
                .description("")
                .id(number)
                .createTime(Instant.EPOCH)
                .state(VirtualMachinePowerState.POWERED_OFF)
                .quiesced(false)
                .childSnapshotList(List.of(children))
                .build();
    }

    private static String found(String nameOrPath) throws Snapshots.AmbiguousSnapshotException {
        return Snapshots.find(TREE, nameOrPath).orElseThrow().value();
    }

    @Test
    void aSnapshotIsFoundByNamePathAndReference() throws Exception {
        assertThat(found("other")).isEqualTo("snapshot-3");
        assertThat(found("base/patched")).isEqualTo("snapshot-2");
        assertThat(found("base/other/patched")).isEqualTo("snapshot-4");
        assertThat(found("snapshot-4")).isEqualTo("snapshot-4");
        assertThat(Snapshots.find(TREE, "nobody")).isEmpty();
    }

    @Test
    void aNameThatSeveralHaveIsRefused() {
        assertThatExceptionOfType(Snapshots.AmbiguousSnapshotException.class)
                .isThrownBy(() -> Snapshots.find(TREE, "patched"))
                .withMessageContaining("names 2 snapshots");
    }
}
