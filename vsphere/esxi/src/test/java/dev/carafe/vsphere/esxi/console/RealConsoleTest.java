package dev.carafe.vsphere.esxi.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.Accelerator;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qemu.QemuCommandLine;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.esxi.qemu.QemuVersion;
import dev.carafe.vsphere.esxi.testing.HttpsSite;
import dev.carafe.vsphere.esxi.testing.Machines;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console of a real QEMU with no guest in it. */
@Timeout(120)
class RealConsoleTest {
    @TempDir
    Path folder;

    @Test
    void aRealMachineShowsItsScreenTakesEveryKeyAndSpeaksVnc() throws Exception {
        RealQemu.assume();
        Path qemu = Path.of("/usr/bin/qemu-system-x86_64");
        QemuVersion version =
                QemuVersion.parse(Command.run(qemu.toString(), "-version")).orElseThrow();
        QemuFacts facts = new QemuFacts(qemu, version, Accelerator.TCG, "", Set.of(), Optional.empty());
        Placement placement = Placement.in(folder.resolve("run"));
        List<String> command = QemuCommandLine.of(Machines.bare(), placement, facts, false);
        MachineProcess machine = MachineProcess.start(command, placement, Optional.empty(), _ -> {});
        ConsoleTickets tickets = new ConsoleTickets(InstantSource.system(), new Random(1));
        try (HttpsSite site = new HttpsSite(folder, new ConsoleEndpoint(tickets))) {
            assertThat(new Screen().picture(machine)).startsWith(0x89, 'P', 'N', 'G');

            List<UsbScanCodeSpecKeyEvent> all = IntStream.range(0x04, 0xe8)
                    .filter(usage -> version.major() > 8 || usage < 0x68 || usage > 0x73) // F13 and on are newer
                    .mapToObj(usage -> UsbScanCodeSpecKeyEvent.builder()
                            .usbHidCode(usage << 16 | 7)
                            .build())
                    .filter(event -> UsbKeys.chord(event).isPresent())
                    .toList();
            UsbScanCodeSpec spec = UsbScanCodeSpec.builder().keyEvents(all).build();
            assertThat(new Keyboard(_ -> {}).type(spec, machine.monitor())).isGreaterThan(120);

            CompletableFuture<String> said = new CompletableFuture<>();
            WebSocket opened =
                    site.webSocket("/ticket/" + tickets.issue(placement.vncSocket()), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                            said.complete(java.nio.charset.StandardCharsets.US_ASCII
                                    .decode(data)
                                    .toString());
                            return WebSocket.Listener.super.onBinary(socket, data, last);
                        }
                    });
            assertThat(said.get(30, TimeUnit.SECONDS)).startsWith("RFB 003.00");
            opened.abort();
        } finally {
            machine.powerOff();
        }
    }
}
