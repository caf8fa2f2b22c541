package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProbeGuestTest {
    /** A kernel may run a guest with a poor processor and abort one with the processor that machines have. */
    @ParameterizedTest
    @EnumSource(Accelerator.class)
    void theProbeGuestHasTheProcessorThatMachinesHave(Accelerator accelerator) {
        List<String> command = ProbeGuest.commandLine(Path.of("qemu"), Path.of("disk"), accelerator);
        assertThat(command).containsSequence("-cpu", accelerator.cpuModel());
    }
}
