package dev.carafe.vsphere.esxi.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.process.MountNamespace.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountNamespaceTest {
    @Test
    void aCoverIsToldFromOtherMountsAndItsNameIsReadAsItIs() throws Exception {
        assertThat(Mount.parse("61 40 0:52 / /data/a\\040b\\134c rw,relatime shared:3 - tmpfs carafe rw,mode=711"))
                .isEqualTo(new Mount(Path.of("/data/a b\\c"), true));
        assertThat(Mount.parse("62 40 8:1 /x /data/x rw - ext4 /dev/vda rw").isCover())
                .isFalse();
    }

    @Test
    void aLineThatIsCutOffIsAnError() {
        assertThatThrownBy(() -> Mount.parse("61 40 0:52 / /data")).isInstanceOf(IOException.class);
    }

    @Test
    void aFileThatIsOnlyReadIsMountedSo() {
        String script = MountScript.show(
                Path.of("/data/ds/it's.iso"), List.of(Path.of("/data")), List.of(Path.of("/srv/x")), false);
        assertThat(script)
                .containsSubsequence(
                        "mount --rbind / /dev/all/host\n",
                        "umount -l '/dev/all/host/data'\n",
                        "mount -t tmpfs -o mode=0711 carafe '/srv/x'\n",
                        "mount --bind '/dev/all/host/data/ds/it'\\''s.iso' '/data/ds/it'\\''s.iso'\n",
                        "mount -o remount,bind,ro '/data/ds/it'\\''s.iso'\n");
    }
}
