package dev.carafe.vsphere.esxi.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.guest.GuestAgentException.Kind;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.testing.FakeGuestAgent;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GuestAgentTest {
    @TempDir
    Path folder;

    private GuestAgent agent(Duration patience) {
        return new GuestAgent(folder.resolve("ga.sock"), new Random(7), patience, patience, Duration.ZERO);
    }

    private GuestAgent agent() {
        return agent(Duration.ofSeconds(20));
    }

    private FakeGuestAgent guest(FakeGuestAgent.Script script) throws IOException {
        return new FakeGuestAgent(folder.resolve("ga.sock"), script);
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GuestAgentException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(kind));
    }

    @Test
    void saysWhatTheGuestIs() throws Exception {
        try (FakeGuestAgent guest = guest((command, _) -> switch (command) {
                    case "guest-info" ->
                        "{\"return\":{\"version\":\"7.2.0\",\"supported_commands\":[{\"name\":\"guest-ping\",\"enabled\":true},"
                                + "{\"name\":\"guest-exec\",\"enabled\":false}]}}";
                    case "guest-get-host-name" -> "{\"return\":{\"host-name\":\"web\\u0000\\u001b[2J\"}}";
                    case "guest-get-osinfo" -> "{\"return\":{\"id\":\"debian\",\"pretty-name\":\"Debian 12\"}}";
                    case "guest-get-time" -> "{\"return\":1500000001000000007}";
                    default -> "{\"return\":{}}";
                });
                GuestAgent agent = agent()) {
            agent.ping();
            assertThat(agent.info().version()).isEqualTo("7.2.0");
            assertThat(agent.info().commands()).containsExactly("guest-ping");
            assertThat(agent.hostName()).isEqualTo("web[2J");
            assertThat(agent.osInfo().prettyName()).isEqualTo("Debian 12");
            assertThat(agent.osInfo().machine()).isEmpty();
            assertThat(agent.time()).isEqualTo(Instant.ofEpochSecond(1_500_000_001L, 7));
            agent.setUserPassword("me", "secret");
            assertThat(guest.requests().getLast().object("arguments").text("password"))
                    .contains("c2VjcmV0");
        }
    }

    @Test
    void addressesAreTakenOnlyIfTheyAreAddresses() throws Exception {
        String interfaces = """
                {"return":[{"name":"eth0","hardware-address":"00:0c:29:aa:bb:cc","ip-addresses":[
                 {"ip-address":"192.168.100.20","prefix":24},{"ip-address":"fe80::1","prefix":999},
                 {"ip-address":"evil.example.com","prefix":24},{"ip-address":"","prefix":1},{"prefix":4}]},
                 {"name":7,"ip-addresses":"none"},"text"]}
                """.replace("\n", "");
        try (FakeGuestAgent _ = guest((_, _) -> interfaces);
                GuestAgent agent = agent()) {
            assertThat(agent.interfaces())
                    .containsExactly(
                            new GuestInterface(
                                    "eth0",
                                    Optional.of(Machines.mac("00:0c:29:aa:bb:cc")),
                                    List.of(
                                            new GuestInterface.Address(InetAddress.ofLiteral("192.168.100.20"), 24),
                                            new GuestInterface.Address(InetAddress.ofLiteral("fe80::1"), 128))),
                            new GuestInterface("", Optional.empty(), List.of()));
        }
    }

    @Test
    void programsAndFiles() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        try (FakeGuestAgent guest = guest((command, _) -> switch (command) {
                    case "guest-exec" -> "{\"return\":{\"pid\":42}}";
                    case "guest-exec-status" ->
                        "{\"return\":{\"exited\":true,\"exitcode\":3,\"out-data\":\"aGk=\",\"err-truncated\":true}}";
                    case "guest-file-open" -> "{\"return\":1000}";
                    case "guest-file-read" ->
                        reads.getAndIncrement() == 0
                                ? "{\"return\":{\"count\":2,\"buf-b64\":\"aGk=\",\"eof\":false}}"
                                : "{\"return\":{\"count\":0,\"buf-b64\":\"\",\"eof\":true}}";
                    case "guest-file-write" -> "{\"return\":{\"count\":1,\"eof\":false}}";
                    default -> "{\"return\":{}}";
                });
                GuestAgent agent = agent()) {
            assertThat(agent.exec("/bin/true", List.of("-x"), List.of("A=b"), new byte[] {1}, true))
                    .isEqualTo(42);
            assertThat(guest.requests().getLast().object("arguments").fields().keySet())
                    .containsExactlyInAnyOrder("path", "arg", "env", "input-data", "capture-output");
            assertThat(agent.execStatus(42))
                    .isEqualTo(new ExecStatus(true, OptionalInt.of(3), OptionalInt.empty(), "aGk=", "", true));
            assertThat(agent.execStatus(42).output()).isEqualTo("hi");
            long handle = agent.openFile("/etc/hostname", "r");
            assertThat(agent.readFile(handle, 100)).asString().isEqualTo("hi");
            assertThat(agent.readFile(handle, 100)).isEmpty();
            agent.writeFile(handle, new byte[] {1, 2, 3}, 0, 3);
            assertThat(guest.requests().stream()
                            .filter(request -> request.text("execute").equals(Optional.of("guest-file-write"))))
                    .as("until all is written")
                    .hasSize(3);
        }
    }

    @Test
    void whatIsNotDoneSaysWhy() throws Exception {
        try (FakeGuestAgent _ = guest((command, _) -> switch (command) {
                    case "guest-exec" ->
                        "{\"error\":{\"class\":\"CommandNotFound\",\"desc\":\"The command guest-exec has been disabled\"}}";
                    default -> "{\"error\":{\"class\":\"GenericError\",\"desc\":\"no such file\"}}";
                });
                GuestAgent agent = agent()) {
            assertFails(Kind.UNSUPPORTED, () -> agent.exec("/x", List.of(), List.of(), new byte[0], false));
            assertFails(Kind.REFUSED, () -> agent.openFile("/x", "r"));
        }
        assertFails(Kind.NO_ANSWER, () -> new GuestAgent(folder.resolve("none"), new Random(1)).ping());
    }

    @Test
    void anAgentThatDoesNotAnswerIsLeftInTimeAndFoundAgain() throws Exception {
        try (FakeGuestAgent guest = guest((_, _) -> FakeGuestAgent.returns(JsonObject.EMPTY));
                GuestAgent agent = agent(Duration.ofMillis(200))) {
            guest.deaf(true);
            assertFails(Kind.NO_ANSWER, agent::ping);
            guest.deaf(false);
            agent.ping();
        }
    }

    @Test
    void aMachineThatWasStartedAnewIsFoundByTheNextCommand() throws Exception {
        try (GuestAgent agent = agent()) {
            try (FakeGuestAgent _ = guest((_, _) -> "{\"return\":{\"host-name\":\"one\"}}")) {
                assertThat(agent.hostName()).isEqualTo("one");
            }
            java.nio.file.Files.delete(folder.resolve("ga.sock"));
            try (FakeGuestAgent _ = guest((_, _) -> "{\"return\":{\"host-name\":\"two\"}}")) {
                assertThat(agent.hostName()).isEqualTo("two");
            }
        }
    }

    @Test
    void whatAnEarlierClientLeftIsThrownAway() throws Exception {
        try (FakeGuestAgent guest = guest((_, _) -> "{\"return\":{\"host-name\":\"web\"}}");
                GuestAgent agent = agent()) {
            guest.litter("{\"return\":{\"host-name\":\"old\"}}\nhalf a li\u00ff{\"return\":1}\n");
            assertThat(agent.hostName()).isEqualTo("web");
        }
    }

    @Test
    void aGuestThatTalksForEverIsCutOff() throws Exception {
        String endless = "x".repeat(AgentChannel.LINE_MAX_BYTES + 10);
        try (FakeGuestAgent guest = guest((command, _) ->
                        command.equals("guest-ping") ? "{\"return\":\"" + endless + "\"}" : "not json");
                GuestAgent agent = agent()) {
            assertFails(Kind.MALFORMED, agent::ping);
            assertFails(Kind.MALFORMED, agent::hostName);
            guest.litter(endless);
            assertFails(Kind.MALFORMED, agent::ping);
        }
    }

    @Test
    void aShutdownIsNotAnswered() throws Exception {
        try (FakeGuestAgent guest = guest((command, _) -> command.equals("guest-shutdown") ? null : "{\"return\":{}}");
                GuestAgent agent = agent()) {
            agent.shutdown(GuestAgent.ShutdownMode.REBOOT);
            agent.ping();
            assertThat(guest.requests().get(1).object("arguments").text("mode")).contains("reboot");
        }
    }
}
