package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.testing.RealQemu;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealQemuProbeTest {
    @TempDir
    Path scratch;

    @BeforeEach
    void qemuIsThere() {
        RealQemu.assume();
    }

    /** Under TCG the probe guest must succeed, or its failure under KVM would say nothing. */
    @Test
    void theProbeGuestBootsUnderTranslation() throws Exception {
        QemuFacts facts = QemuProbe.probe(RealQemu.SEARCH, scratch, Clock.systemUTC());
        assertThat(QemuProbe.boot(facts.binary(), scratch, Accelerator.TCG)).isEqualTo(ProbeOutcome.BOOTED);
        assertThat(facts.devices()).contains("vmxnet3", "pvscsi", "nvme");
        assertThat(facts.acceleratorReason()).isNotBlank();
    }

    @Test
    void withoutQemuTheErrorSaysWhatToInstall() {
        assertThatThrownBy(
                        () -> QemuProbe.probe(new QemuSearch(scratch.toString(), scratch), scratch, Clock.systemUTC()))
                .isInstanceOf(QemuAbsentException.class)
                .hasMessageContaining("qemu-system-x86");
    }
}
