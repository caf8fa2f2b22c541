package dev.carafe.kubernetes.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @Test
    void factsOfThisMachineMakeSense(@TempDir Path folder) throws IOException {
        Machine machine = Machine.read(folder);
        assertThat(machine.cpus()).isPositive();
        assertThat(machine.memoryBytes()).isGreaterThan(64L << 20);
        assertThat(machine.diskBytes()).isPositive();
        assertThat(machine.pidMax())
                .as("a number below /proc/sys must be read at once")
                .isGreaterThan(300);
        assertThat(Machine.processes()).isBetween(1L, machine.pidMax());
        assertThat(machine.kernelVersion()).isNotEmpty();
    }
}
