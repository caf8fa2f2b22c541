package dev.carafe.cli.vmimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelModulesTest {

    private static final KernelModules MODULES = KernelModules.parse(List.of(
            "kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko kernel/fs/mbcache.ko",
            "kernel/fs/jbd2/jbd2.ko: kernel/lib/crc.ko",
            "kernel/fs/mbcache.ko:",
            "kernel/lib/crc.ko:",
            "kernel/drivers/usb/storage/usb-storage.ko.xz: kernel/fs/mbcache.ko",
            "kernel/sound/snd.ko:"));

    @Test
    void aModuleBringsAllThatItNeeds() {
        assertThat(MODULES.closure(List.of("ext4")))
                .containsExactly(
                        "kernel/fs/ext4/ext4.ko",
                        "kernel/fs/jbd2/jbd2.ko",
                        "kernel/fs/mbcache.ko",
                        "kernel/lib/crc.ko");
    }

    @Test
    void hyphensAndUnderscoresAreTheSameAndPackedModulesAreFound() {
        assertThat(MODULES.closure(List.of("usb_storage")))
                .isEqualTo(MODULES.closure(List.of("usb-storage")))
                .contains("kernel/drivers/usb/storage/usb-storage.ko.xz");
    }

    @Test
    void whatIsBuiltIntoTheKernelIsPassedOver() {
        assertThat(MODULES.closure(List.of("atkbd", "snd"))).containsExactly("kernel/sound/snd.ko");
    }
}
