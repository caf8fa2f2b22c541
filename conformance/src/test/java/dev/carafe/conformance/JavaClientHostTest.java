package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.guest.GuestOperations;
import dev.carafe.vsphere.client.performance.Performance;
import dev.carafe.vsphere.client.vm.Console;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidGuestLogin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walk with a real guest on one host agent, with its console, its programs and its counters. */
class JavaClientHostTest extends JavaClientTest {
    @Override
    VSphereServer start(Path folder) {
        return CarafeHost.start(folder);
    }

    @Test
    void itsScreenIsAPictureAndItsKeyboardCanBeTypedOn() throws Exception {
        Console console = new Console(client, guest);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        console.screenshot(png);
        assertThat(png.toByteArray()).startsWith(0x89, 'P', 'N', 'G');
        await(
                "what was typed to have its effect",
                () -> {
                    console.type("root\ncarafe\necho typed > /srv/www/typed\n");
                    return page("/typed");
                },
                "typed\n"::equals);
    }

    @Test
    void programsRunInTheGuestAndFilesAreCopied() throws Exception {
        awaitTools();
        GuestOperations root = GuestOperations.of(client, guest, GuestOperations.user("root", "carafe"));
        GuestOperations.Output output = root.shell("uname -s; echo no >&2; exit 3");
        assertThat(output).isEqualTo(new GuestOperations.Output(3, "Linux\n", "no\n"));
        byte[] sent = "from the host".getBytes(StandardCharsets.UTF_8);
        root.upload(new ByteArrayInputStream(sent), sent.length, "/root/sent", TransferProgress.NONE);
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        assertThat(root.download("/root/sent", back, TransferProgress.NONE)).isEqualTo(sent.length);
        assertThat(back.toByteArray()).isEqualTo(sent);
        root.delete("/root/sent");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> GuestOperations.of(client, guest, GuestOperations.user("root", "wrong"))
                        .shell("true"))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidGuestLogin.class));
    }

    @Test
    void whatTheGuestUsesIsMeasured() throws Exception {
        Performance performance = new Performance(client);
        await(
                "the guest's processor time to be sampled",
                () -> performance.available(guest, Performance.REAL_TIME).contains("cpu.usage.average")
                        ? performance.sample(List.of(guest), List.of("cpu.usage.average"), "", Performance.REAL_TIME, 1)
                        : List.<Performance.Series>of(),
                series -> !series.isEmpty() && !series.getFirst().values().isEmpty());
    }
}
