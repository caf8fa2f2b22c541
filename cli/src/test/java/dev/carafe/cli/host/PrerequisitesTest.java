package dev.carafe.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {

    @Test
    void nothingIsMissingWhereAllIsFound() {
        assertThat(Prerequisites.missing(
                        Prerequisites.NODE,
                        name -> Optional.of(Path.of("/usr/bin", name)),
                        Optional.of(Path.of("/cni"))))
                .isEmpty();
    }

    @Test
    void anEmptyMachineNeedsEachPackageOnce() {
        assertThat(Prerequisites.packages(
                        Prerequisites.missing(Prerequisites.NODE, name -> Optional.empty(), Optional.empty())))
                .containsExactly(
                        "containerd",
                        "runc",
                        "nftables",
                        "conntrack",
                        "iptables",
                        "iproute2",
                        "util-linux",
                        "busybox-static",
                        "containernetworking-plugins");
    }

    @Test
    void onlyWhatIsMissingIsListed() {
        Set<String> absent = Set.of("nft", "conntrack");

        assertThat(Prerequisites.missing(
                        Prerequisites.NODE,
                        name -> absent.contains(name) ? Optional.empty() : Optional.of(Path.of("/bin", name)),
                        Optional.of(Path.of("/cni"))))
                .extracting(Prerequisites.Need::program)
                .containsExactly("nft", "conntrack");
    }
}
