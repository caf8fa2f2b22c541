package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md quotes how much of the vSphere API is there. */
@BesideOthers
class MethodShareTest {
    @Test
    void theQuotedSharesAreThoseOfTheCode() throws IOException {
        Map<String, Boolean> host = EsxiHost.methods();
        Map<String, Boolean> vcenter = VCenterServer.methods();
        long passedOn = VCenterServer.passedOn().stream()
                .filter(name -> host.getOrDefault(name, false) && !vcenter.getOrDefault(name, false))
                .count();
        assertThat(Files.readString(Cloud.REPOSITORY.resolve("ARCHITECTURE.md")))
                .contains("Of the " + host.size() + " methods of the vSphere API a host has " + count(host)
                        + " and a vCenter " + count(vcenter) + " itself and " + passedOn + " by its hosts");
    }

    private static long count(Map<String, Boolean> methods) {
        return methods.values().stream().filter(Boolean::booleanValue).count();
    }
}
