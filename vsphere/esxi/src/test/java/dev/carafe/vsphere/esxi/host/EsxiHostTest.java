package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import dev.carafe.vsphere.esxi.testing.HttpsSite;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapHeader;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystem;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.ServiceInstance;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole host agent over TLS, without networks, so that the machine's own are left alone. It asks for QEMU. */
@Timeout(120)
final class EsxiHostTest {
    @TempDir
    Path folder;

    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final Version version =
            new ServiceVersions(Vim25.NAMESPACE, HostModel.VERSIONS, HostModel.OLDEST_VERSION).preferred();

    @Nullable
    EsxiHost started;

    private String cookie = "";

    @BeforeEach
    void start() throws IOException {
        RealQemu.assume();
        started = EsxiHost.start(config(0, Map.of()));
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private EsxiConfig config(int port, Map<String, Path> datastores) {
        return new EsxiConfig(
                folder.resolve("data"),
                new InetSocketAddress("127.0.0.1", port),
                "esx1",
                datastores,
                Optional.empty(),
                "test",
                RealQemu.SEARCH,
                Optional.empty());
    }

    private EsxiHost host() {
        return Objects.requireNonNull(started);
    }

    private String password() throws IOException {
        return Files.readString(EsxiHost.passwordFile(folder.resolve("data"))).strip();
    }

    private HttpResponse<byte[]> send(String path, HttpRequest.Builder request) {
        request.uri(URI.create("https://127.0.0.1:" + host().address().getPort() + path));
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(HttpsSite.trusting(Files.readString(host().certificateFile())))
                .build()) {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final Invoker client = (target, method, arguments) -> {
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            codec.writeRequest(request, SoapHeader.NONE, target, method, arguments, version);
            HttpResponse<byte[]> reply = send(
                    "/sdk",
                    HttpRequest.newBuilder()
                            .header("Cookie", cookie)
                            .POST(BodyPublishers.ofByteArray(request.toByteArray())));
            reply.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
            return codec.readResponse(new ByteArrayInputStream(reply.body()), method);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    };

    private ServiceContent content() {
        return ServiceInstance.stub(client, new ManagedObjectReference<>("ServiceInstance", "ServiceInstance"))
                .retrieveServiceContent();
    }

    private void login() throws IOException {
        SessionManager.stub(client, Objects.requireNonNull(content().sessionManager()))
                .login("root", password(), null);
    }

    private TaskInfo await(ManagedObjectReference<Task> task) throws Exception {
        ObjectRegistry registry = host().registry();
        CompletableFuture<TaskInfo> ended = new CompletableFuture<>();
        Runnable look = () -> registry.properties(task)
                .map(properties -> ((TaskProperties) properties).info())
                .filter(info -> info.state() == TaskInfoState.SUCCESS || info.state() == TaskInfoState.ERROR)
                .ifPresent(ended::complete);
        Runnable endListening = registry.listen((_, _) -> Thread.startVirtualThread(look));
        look.run();
        try {
            return ended.get(60, TimeUnit.SECONDS);
        } finally {
            endListening.run();
        }
    }

    private HostListSummary summary() {
        return Objects.requireNonNull(((HostSystemProperties)
                        host().registry().properties(HostNames.HOST).orElseThrow())
                .summary());
    }

    /** Clients that read all properties of all objects, as pyvmomi does, fail on one that is missing. */
    @Test
    void whatMustBeThereIsThereInEveryObject() {
        List<String> missing = new ArrayList<>();
        host().registry().read(source -> {
            for (ManagedObjectReference<?> reference : source.references()) {
                DataObject properties = Objects.requireNonNull(source.properties(reference));
                @Nullable
                Object[] values =
                        new @Nullable Object[properties.dataType().fields().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = properties.field(i);
                    if (values[i] == null
                            && !properties.dataType().fields().get(i).optional()) {
                        missing.add(
                                reference + " " + properties.dataType().fields().get(i));
                    }
                }
            }
            return null;
        });
        // Which session is the current one only a session knows.
        assertThat(missing).allSatisfy(each -> assertThat(each).startsWith("SessionManager:"));
    }

    @Test
    void itSaysTheTruthOfItselfInWordsThatToolsLookFor() {
        ServiceContent content = content();
        assertThat(content.about().apiType()).isEqualTo("HostAgent");
        assertThat(content.about().productLineId()).isEqualTo("embeddedEsx");
        assertThat(content.about().vendor()).isEqualTo("Carafe");
        assertThat(content.about().fullName())
                .contains("build-test", "QEMU")
                .containsPattern("\\((TCG|KVM)|without QEMU");
        assertThat(summary().config().port()).isEqualTo(host().address().getPort());
        assertThat(summary().hardware()).isNotNull();
    }

    @Test
    void onlyWhoKnowsThePasswordComesIn() throws IOException {
        SessionManager door =
                SessionManager.stub(client, Objects.requireNonNull(content().sessionManager()));
        assertThatThrownBy(() -> door.login("root", "wrong", null))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidLogin.class));
        login();
        assertThat(cookie).startsWith("vmware_soap_session=\"");
    }

    @Test
    void theStateFolderIsForItsOwnersEyesOnly() throws IOException {
        Path state = folder.resolve("data/esxi");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        for (String secret : List.of("host.key", "root-password", "users")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whoItIsLastsFromRunToRun() throws IOException {
        String uuid = Objects.requireNonNull(summary().hardware()).uuid();
        String thumbprint = summary().config().sslThumbprint();
        String url = datastore("datastore1").url();
        String password = password();
        host().close();
        started = EsxiHost.start(config(0, Map.of()));
        assertThat(Objects.requireNonNull(summary().hardware()).uuid()).isEqualTo(uuid);
        assertThat(summary().config().sslThumbprint()).isEqualTo(thumbprint);
        assertThat(datastore("datastore1").url()).isEqualTo(url);
        assertThat(password()).isEqualTo(password);
        login();
    }

    private dev.carafe.vsphere.vim.vim25.DatastoreSummary datastore(String name) {
        return host().registry()
                .read(source -> source.references().stream()
                        .map(source::properties)
                        .filter(properties -> properties instanceof dev.carafe.vsphere.vim.vim25.DatastoreProperties)
                        .map(properties -> Objects.requireNonNull(
                                ((dev.carafe.vsphere.vim.vim25.DatastoreProperties) properties).summary()))
                        .filter(summary -> summary.name().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void aSecondAgentOfAFolderIsRefused() {
        assertThatThrownBy(() -> EsxiHost.start(config(0, Map.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another host agent runs in");
    }

    @Test
    void aTakenPortIsSaidSoAndLeavesNothingOpen() throws IOException {
        host().close();
        try (ServerSocket taken = new ServerSocket(0, 1, new InetSocketAddress("127.0.0.1", 0).getAddress())) {
            assertThatThrownBy(() -> EsxiHost.start(config(taken.getLocalPort(), Map.of())))
                    .isInstanceOf(IOException.class)
                    .rootCause()
                    .isInstanceOf(BindException.class);
        }
        started = EsxiHost.start(config(0, Map.of()));
        assertThat(content().about().vendor()).isEqualTo("Carafe");
    }

    @Test
    void aHostWithoutAQemuThatItCanUseServesAndSaysSo() throws Exception {
        host().close();
        started = EsxiHost.start(lookingForQemuIn(Files.createDirectory(folder.resolve("nothing"))));
        assertRefused("no qemu-system-x86_64 found on the PATH; install QEMU");

        host().close();
        Path old = Files.createDirectory(folder.resolve("old")).resolve("qemu-system-x86_64");
        Files.writeString(old, "#!/bin/sh\necho QEMU emulator version 4.0.0\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
        started = EsxiHost.start(lookingForQemuIn(old.resolveSibling("")));
        assertRefused("QEMU 4.0.0 is too old");
    }

    private EsxiConfig lookingForQemuIn(Path searched) {
        EsxiConfig config = config(0, Map.of());
        return new EsxiConfig(
                config.dataDir(),
                config.address(),
                config.name(),
                config.datastores(),
                config.rootPassword(),
                config.build(),
                new QemuSearch(searched.toString(), folder.resolve("notes")),
                config.network());
    }

    private void assertRefused(String reason) throws Exception {
        assertThat(host().product()).endsWith(" without QEMU");
        cookie = "";
        login();
        Folder vms = Folder.stub(client, HostNames.VMS);
        TaskInfo created = await(vms.createVM_Task(
                VirtualMachineConfigSpec.builder()
                        .name(reason.substring(0, 7))
                        .files(VirtualMachineFileInfo.builder()
                                .vmPathName("[datastore1]")
                                .build())
                        .build(),
                HostNames.POOL,
                null));
        assertThat(created.result()).isInstanceOf(ManagedObjectReference.class);
        if (created.result() instanceof ManagedObjectReference<?> made) {
            TaskInfo started =
                    await(VirtualMachine.stub(client, new ManagedObjectReference<>("VirtualMachine", made.value()))
                            .powerOnVM_Task(null));
            assertThat(Objects.requireNonNull(started.error()).localizedMessage())
                    .contains(reason);
        }
    }

    @Test
    void datastoresComeAndGo() throws IOException {
        login();
        HostDatastoreSystem system = HostDatastoreSystem.stub(client, HostManagers.DATASTORE_SYSTEM);
        Path second = Files.createDirectory(folder.resolve("second"));
        ManagedObjectReference<Datastore> made = system.createLocalDatastore("second", second.toString());
        assertThat(datastore("second").accessible()).isTrue();
        assertThat(datastore("second").capacity()).isPositive();
        assertThatThrownBy(() -> system.createLocalDatastore("second", second.toString()))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(DuplicateName.class));
        assertThatThrownBy(() -> system.createLocalDatastore("third", second.toString()))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(HostConfigFault.class));

        host().close();
        started = EsxiHost.start(config(0, Map.of()));
        assertThat(datastore("second").datastore()).isEqualTo(made);

        cookie = "";
        login();
        HostDatastoreSystem.stub(client, HostManagers.DATASTORE_SYSTEM).removeDatastore(made);
        assertThat(host().registry().find(made)).isEmpty();
        assertThat(second).exists();
    }

    @Test
    void aDatastoreWhoseFolderIsGoneIsInaccessibleAndTheHostServes() throws IOException {
        login();
        HostDatastoreSystem system = HostDatastoreSystem.stub(client, HostManagers.DATASTORE_SYSTEM);
        Path second = Files.createDirectory(folder.resolve("second"));
        ManagedObjectReference<Datastore> made = system.createLocalDatastore("second", second.toString());
        host().close();
        Path away = Files.move(second, folder.resolve("away"));

        started = EsxiHost.start(config(0, Map.of("second", second)));
        assertThat(datastore("second").accessible()).isFalse();
        assertThat(datastore("second").datastore()).isEqualTo(made);
        assertThat(datastore("datastore1").accessible()).isTrue();
        assertThat(second).doesNotExist();
        host().close();

        // the folder that something else was mounted on is no datastore
        Files.createDirectory(second);
        started = EsxiHost.start(config(0, Map.of("second", second)));
        assertThat(datastore("second").accessible()).isFalse();
        assertThat(second).isEmptyDirectory();

        Files.delete(second);
        Files.move(away, second);
        cookie = "";
        login();
        Datastore.stub(client, made).refreshDatastore();
        assertThat(datastore("second").accessible()).isTrue();
    }

    @Test
    void maintenanceModeLastsFromRunToRun() throws Exception {
        login();
        HostSystem system = HostSystem.stub(client, HostNames.HOST);
        assertThatThrownBy(system::queryTpmAttestationReport)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class));
        assertThat(await(system.enterMaintenanceMode_Task(0, null, null)).state())
                .isEqualTo(TaskInfoState.SUCCESS);
        assertThat(Objects.requireNonNull(summary().runtime()).inMaintenanceMode())
                .isTrue();
        assertThat(await(system.enterMaintenanceMode_Task(0, null, null)).state())
                .isEqualTo(TaskInfoState.ERROR);

        host().close();
        started = EsxiHost.start(config(0, Map.of()));
        assertThat(Objects.requireNonNull(summary().runtime()).inMaintenanceMode())
                .isTrue();
        cookie = "";
        login();
        assertThat(await(HostSystem.stub(client, HostNames.HOST).exitMaintenanceMode_Task(0))
                        .state())
                .isEqualTo(TaskInfoState.SUCCESS);
        assertThat(Objects.requireNonNull(summary().runtime()).inMaintenanceMode())
                .isFalse();
    }

    @Test
    void filesAreServedToWhoShowsWhoHeIs() throws IOException {
        String file = "/folder/a.txt?dcPath=ha-datacenter&dsName=datastore1";
        assertThat(send(file, HttpRequest.newBuilder().PUT(BodyPublishers.ofString("text")))
                        .statusCode())
                .isEqualTo(401);
        String basic = Base64.getEncoder().encodeToString(("root:" + password()).getBytes(UTF_8));
        assertThat(send(
                                file,
                                HttpRequest.newBuilder()
                                        .header("Authorization", "Basic " + basic)
                                        .PUT(BodyPublishers.ofString("text")))
                        .statusCode())
                .isEqualTo(201);
        login();
        HttpResponse<byte[]> read =
                send(file, HttpRequest.newBuilder().header("Cookie", cookie).GET());
        assertThat(new String(read.body(), UTF_8)).isEqualTo("text");
    }

    @Test
    void whichMethodsThereAreIsReadFromTheCode() throws IOException {
        Map<String, Boolean> methods = EsxiHost.methods();
        assertThat(methods)
                .containsEntry("HostSystem.EnterMaintenanceMode_Task", true)
                .containsEntry("PropertyCollector.WaitForUpdatesEx", true)
                .containsEntry("SessionManager.Login", true)
                .containsEntry("ManagedObject.Fetch", true)
                .containsEntry("HostSystem.RebootHost_Task", false);
    }
}
