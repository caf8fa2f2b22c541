package dev.carafe.vsphere.esxi.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.guest.GuestAgents;
import dev.carafe.vsphere.esxi.testing.FakeGuestAgent;
import dev.carafe.vsphere.esxi.vm.GuestTools;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineToolsStatus;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentGuestToolsTest {
    @TempDir
    Path folder;

    private static String answer(String command) {
        return switch (command) {
            case "guest-info" -> "{\"return\":{\"version\":\"7.2.0\"}}";
            case "guest-get-osinfo" -> "{\"return\":{\"pretty-name\":\"Debian 12\"}}";
            case "guest-get-host-name" -> "{\"return\":{\"host-name\":\"web\"}}";
            case "guest-network-get-interfaces" ->
                "{\"return\":[{\"name\":\"lo\",\"hardware-address\":\"00:00:00:00:00:00\",\"ip-addresses\":"
                        + "[{\"ip-address\":\"127.0.0.1\",\"prefix\":8}]},{\"name\":\"eth0\",\"hardware-address\":"
                        + "\"00:0c:29:aa:bb:cc\",\"ip-addresses\":[{\"ip-address\":\"fe80::1\",\"prefix\":64},"
                        + "{\"ip-address\":\"2001:db8::7\",\"prefix\":64},{\"ip-address\":\"192.0.2.7\",\"prefix\":24}]}]}";
            case "guest-get-fsinfo" -> "{\"error\":{\"class\":\"CommandNotFound\",\"desc\":\"no\"}}";
            case "guest-suspend-ram" -> "{\"error\":{\"class\":\"GenericError\",\"desc\":\"cannot\"}}";
            default -> "{\"return\":{}}";
        };
    }

    @Test
    void aGuestIsWhatItsAgentSays() throws Exception {
        Path socket = folder.resolve("ga.sock");
        try (GuestAgents agents = new GuestAgents(new Random(1));
                FakeGuestAgent _ = new FakeGuestAgent(socket, (command, _) -> answer(command))) {
            GuestInfo info = new AgentGuestTools(agents).info(socket).orElseThrow();
            assertThat(info.toolsStatus()).isEqualTo(VirtualMachineToolsStatus.TOOLS_OK);
            assertThat(info.hostName()).isEqualTo("web");
            assertThat(info.guestFullName()).isEqualTo("Debian 12");
            assertThat(info.ipAddress()).as("IPv4 before IPv6").isEqualTo("192.0.2.7");
            assertThat(info.net()).singleElement().satisfies(nic -> {
                assertThat(nic.macAddress()).isEqualTo("00:0c:29:aa:bb:cc");
                assertThat(nic.ipAddress()).hasSize(3);
            });
            assertThat(info.disk()).as("what the agent cannot tell is left out").isEmpty();
            assertThat(agents.of(socket)).isSameAs(agents.of(socket));
        }
    }

    @Test
    void aGuestIsAskedToLookForADiskAndToLetGoOfIt() throws Exception {
        Path socket = folder.resolve("ga.sock");
        GuestTools.ScsiPlace place = new GuestTools.ScsiPlace("0000:00:05.0", 3);
        try (GuestAgents agents = new GuestAgents(new Random(1));
                FakeGuestAgent guest = new FakeGuestAgent(
                        socket,
                        (command, _) -> command.equals("guest-exec")
                                ? "{\"return\":{\"pid\":7}}"
                                : "{\"return\":{\"exited\":true,\"exitcode\":0}}")) {
            AgentGuestTools tools = new AgentGuestTools(agents);
            tools.lookForDisk(socket, place);
            tools.letGoOfDisk(socket, place);
            assertThat(guest.requests().stream()
                            .filter(request ->
                                    request.text("execute").orElse("").equals("guest-exec"))
                            .map(String::valueOf))
                    .hasSize(2)
                    .allMatch(request -> request.contains("\"/sys/bus/pci/devices/0000:00:05.0\",\"3\""))
                    .anyMatch(request -> request.contains("/scan"))
                    .anyMatch(request -> request.contains("/delete"));
        }
    }

    @Test
    void aGuestThatCannotSaysSoAndOneWithoutAnAgentSaysNothing() throws Exception {
        Path socket = folder.resolve("ga.sock");
        try (GuestAgents agents = new GuestAgents(new Random(1))) {
            AgentGuestTools tools = new AgentGuestTools(agents);
            assertThat(tools.info(socket)).isEmpty();
            try (FakeGuestAgent _ = new FakeGuestAgent(socket, (command, _) -> answer(command))) {
                org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> tools.shutDown(socket, GuestTools.Ending.STANDBY))
                        .hasMessage("cannot");
            }
        }
    }
}
