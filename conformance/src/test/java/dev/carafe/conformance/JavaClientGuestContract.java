package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.authorization.Permissions;
import dev.carafe.vsphere.client.guest.GuestOperations;
import dev.carafe.vsphere.client.network.Networks;
import dev.carafe.vsphere.client.ovf.OvfExport;
import dev.carafe.vsphere.client.performance.Performance;
import dev.carafe.vsphere.client.vm.Console;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.DeviceList;
import dev.carafe.vsphere.client.vm.NicType;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestProgramSpec;
import dev.carafe.vsphere.vim.vim25.InvalidGuestLogin;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.UserNotFound;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The walk with a real guest, with its console, its programs, its counters, and a user who may only read. */
abstract class JavaClientGuestContract extends JavaClientTest {
    /** Lets somebody else log in, whom nothing is permitted yet; what permissions call him. */
    abstract String addUser(String name, String password) throws Exception;

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
    void aTicketOpensItsConsoleOnce() throws Exception {
        String url = Objects.requireNonNull(
                new Console(client, guest).ticket("webmks").url());
        try (HttpClient viewer = HttpClient.newBuilder()
                .sslContext(new Trust.Anything().context())
                .build()) {
            assertThat(greeting(viewer, url)).isEqualTo("RFB 003.008\n");
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> greeting(viewer, url))
                    .satisfies(e -> assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    WebSocketHandshakeException.class,
                                    refused -> assertThat(refused.getResponse().statusCode())
                                            .isEqualTo(403)));
        }
    }

    /** Opens a console and leaves when it has said which version of the protocol it speaks, in 12 bytes. */
    private static String greeting(HttpClient viewer, String url) throws Exception {
        CompletableFuture<String> said = new CompletableFuture<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WebSocket opened = viewer.newWebSocketBuilder()
                .subprotocols("binary")
                .buildAsync(URI.create(url), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                        while (data.hasRemaining()) {
                            bytes.write(data.get());
                        }
                        if (bytes.size() >= 12) {
                            said.complete(bytes.toString(StandardCharsets.US_ASCII));
                        }
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable failed) {
                        said.completeExceptionally(failed);
                    }
                })
                .get();
        assertThat(opened.getSubprotocol()).isEqualTo("binary");
        try {
            return said.get(1, TimeUnit.MINUTES);
        } finally {
            opened.abort();
        }
    }

    @Test
    void itRebootsWhenAsked() throws Exception {
        awaitTools();
        GuestOperations root = GuestOperations.of(client, guest, GuestOperations.user("root", "carafe"));
        String mark = "test -e /run/mark";
        assertThat(root.shell("touch /run/mark && " + mark).exitCode()).isZero();
        new VirtualMachines(client).rebootGuest(guest);
        await(
                "the guest to have begun anew",
                () -> {
                    try {
                        return root.shell(mark).exitCode();
                    } catch (FaultException _) {
                        return 0; // it is on its way
                    }
                },
                code -> code == 1);
        awaitPage();
    }

    @Test
    void itStandsByAndGoesOnWhenItsMachineIsPoweredOn() throws Exception {
        awaitTools();
        VirtualMachines machines = new VirtualMachines(client);
        machines.standbyGuest(guest);
        machines.awaitPowerState(guest, VirtualMachinePowerState.SUSPENDED);
        machines.powerOn(guest);
        awaitPage();
    }

    @Test
    void itSeesTheDiskAndTheAdapterThatItGetsWhileItRuns() throws Exception {
        awaitTools();
        GuestOperations root = GuestOperations.of(client, guest, GuestOperations.user("root", "carafe"));
        VirtualMachines machines = new VirtualMachines(client);
        DeviceList before = machines.devices(guest);
        String disks = "cat /sys/block/sd*/size /sys/block/nvme*/size 2>/dev/null";
        String adapters = "ls /sys/class/net";
        List<String> disksBefore = lines(root, disks);
        List<String> adaptersBefore = lines(root, adapters);
        machines.reconfigure(
                guest,
                new DeviceChanges(before)
                        .addDisk(8L << 20, null, "")
                        .addNic(NicType.VMXNET3, new Networks(client).backing(network()))
                        .spec());
        String sectors = String.valueOf((8 << 20) / 512);
        await("the guest to see its disk", () -> lines(root, disks), now -> now.contains(sectors));
        await(
                "the guest to see its adapter",
                () -> lines(root, adapters),
                now -> now.size() == adaptersBefore.size() + 1);

        DeviceList more = machines.devices(guest);
        machines.reconfigure(
                guest,
                new DeviceChanges(more)
                        .destroy(more.ofType(VirtualDisk.class).getLast())
                        .remove(more.ofType(VirtualEthernetCard.class).getLast())
                        .spec());
        assertThat(machines.devices(guest).all()).hasSameSizeAs(before.all());
        await("the guest to lose its disk", () -> lines(root, disks), disksBefore::equals);
        await("the guest to lose its adapter", () -> lines(root, adapters), adaptersBefore::equals);
        awaitPage();
    }

    private static List<String> lines(GuestOperations root, String command) throws Exception {
        return root.shell(command).out().lines().toList();
    }

    @Test
    void itsSnapshotIsExportedWhileItRuns() throws Exception {
        Snapshots snapshots = new Snapshots(client, guest);
        var then = snapshots.create("then", null, false, false);
        Path ova = folder.resolve("then.ova");
        new OvfExport(client, guest, then).toOva(ova, "then", TransferProgress.NONE);
        snapshots.removeAll();
        VirtualMachines machines = new VirtualMachines(client);
        assertThat(machines.powerState(guest)).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        ManagedObjectReference<VirtualMachine> copy = imported(ova, "then");
        assertThat(machines.devices(copy).ofType(VirtualDisk.class))
                .hasSameSizeAs(machines.devices(guest).ofType(VirtualDisk.class));
        machines.destroy(copy);
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

    @Test
    void whoMayOnlyReadIsRefusedTheRestAndWhatHeMayNotReadIsTold() throws Exception {
        String user = addUser("reader", "secret of the reader");
        var root = client.content().rootFolder();
        Permissions permissions = new Permissions(client);
        int readOnly = permissions.role("ReadOnly").orElseThrow().roleId();
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> permissions.set(root, "nobody@nowhere", false, readOnly, true))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(UserNotFound.class));
        permissions.set(root, user, false, readOnly, true);
        assertThat(permissions.ofRole(readOnly))
                .anyMatch(each -> each.principal().equals(user));
        try (VSphereClient reader = server.client(user, "secret of the reader")) {
            VirtualMachines machines = new VirtualMachines(reader);
            assertThat(machines.powerState(guest)).isEqualTo(VirtualMachinePowerState.POWERED_ON);
            refused("VirtualMachine.Interact.PowerOff", guest, () -> machines.powerOff(guest));
            refused("VirtualMachine.Inventory.Delete", guest, () -> machines.destroy(guest));
            refused(
                    "VirtualMachine.State.CreateSnapshot",
                    guest,
                    () -> new Snapshots(reader, guest).create("his", null, false, false));
            refused("VirtualMachine.Interact.PutUsbScanCodes", guest, () -> new Console(reader, guest).type("x"));
            refused(
                    "VirtualMachine.GuestOperations.Execute",
                    guest,
                    () -> GuestOperations.of(reader, guest, GuestOperations.user("root", "carafe"))
                            .start(GuestProgramSpec.builder()
                                    .programPath("/bin/true")
                                    .arguments("")
                                    .build()));

            permissions.set(guest, user, false, readOnly, false);
            permissions.remove(root, user, false); // what is above the guest is only the way to it now
            PropertyReader.Found above = new PropertyReader(reader).read(root, List.of("name", "overallStatus"));
            assertThat(above.value("name", String.class)).isNotEmpty();
            refused("System.Read", root, () -> above.value("overallStatus", ManagedEntityStatus.class));
            assertThat(new Finder(reader).list(Finder.Kind.VIRTUAL_MACHINE, "/..."))
                    .extracting(Finder.Element::object)
                    .hasToString("[" + guest + "]");
            reader.logout();
        }
        permissions.remove(guest, user, false);
    }

    private static void refused(String privilege, ManagedObjectReference<?> object, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOfSatisfying(NoPermission.class, denied -> {
                    assertThat(denied.privilegeId()).isEqualTo(privilege);
                    assertThat(denied.object()).isEqualTo(object);
                }));
    }
}
