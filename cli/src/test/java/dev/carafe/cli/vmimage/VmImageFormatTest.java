package dev.carafe.cli.vmimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VmImageFormatTest {

    @Test
    void theEndingNamesTheFormat() {
        assertThat(VmImageFormat.of(Path.of("a/guest.ova"))).contains(VmImageFormat.OVA);
        assertThat(VmImageFormat.of(Path.of("GUEST.VMDK"))).contains(VmImageFormat.VMDK);
        assertThat(VmImageFormat.of(Path.of("guest.v1.qcow2"))).contains(VmImageFormat.QCOW2);
    }

    @Test
    void aNameAloneOrAnotherEndingNamesNone() {
        assertThat(VmImageFormat.of(Path.of(".ova"))).isEmpty();
        assertThat(VmImageFormat.of(Path.of("guest"))).isEmpty();
        assertThat(VmImageFormat.of(Path.of("guest.iso"))).isEmpty();
    }
}
