package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ansible's modules for VMware against Carafe's vCenter over one of Carafe's hosts. */
@Timeout(600)
class AnsibleTest {
    /** What the set-up of the tests fetched. */
    private static final Path PYTHON = Cloud.REPOSITORY.resolve("conformance/target/tools/python");

    private static final Path PLAYBOOK = Cloud.REPOSITORY.resolve("conformance/src/test/ansible/vmware.yaml");
    private static final Duration MOST = Duration.ofMinutes(8);

    @TempDir
    private Path folder;

    @Test
    void aMachineIsMadeChangedClonedAndRemovedAndNothingIsDoneTwice() throws Exception {
        assumeThat(PYTHON.resolve("bin/ansible-playbook"))
                .as("Ansible was not fetched; ./carafe test does it")
                .isExecutable();
        try (CarafeVCenter vcenter = CarafeVCenter.startWithoutNetwork(folder)) {
            URI address = URI.create("https://" + vcenter.address());
            Map<String, String> variables = Map.of(
                    "ansible_python_interpreter",
                    PYTHON.resolve("bin/python").toString(),
                    "vcenter_host",
                    address.getHost(),
                    "vcenter_port",
                    Integer.toString(address.getPort()),
                    "vcenter_user",
                    VCenterServer.administrator(),
                    "vcenter_password",
                    CarafeVCenter.PASSWORD,
                    "datacenter",
                    "dc",
                    "esxi_hostname",
                    vcenter.hostName());
            assertThat(play(variables).orFail()).containsPattern("unreachable=0 +failed=0");
        }
    }

    private Command.Result play(Map<String, String> variables) {
        List<String> settings = variables.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
        return Command.run(
                MOST,
                Map.of(
                        "HOME",
                        folder.toString(),
                        "PYTHONDONTWRITEBYTECODE",
                        "1",
                        "ANSIBLE_COLLECTIONS_PATH",
                        PYTHON.toString(),
                        "ANSIBLE_NOCOLOR",
                        "1"),
                "",
                List.of(
                        PYTHON.resolve("bin/python").toString(),
                        PYTHON.resolve("bin/ansible-playbook").toString(),
                        "-i",
                        "localhost,",
                        "-e",
                        String.join(" ", settings),
                        PLAYBOOK.toString()));
    }
}
