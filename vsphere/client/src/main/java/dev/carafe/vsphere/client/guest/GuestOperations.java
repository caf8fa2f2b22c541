package dev.carafe.vsphere.client.guest;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.KeepAlive;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileTransferInformation;
import dev.carafe.vsphere.vim.vim25.GuestAuthentication;
import dev.carafe.vsphere.vim.vim25.GuestFileAttributes;
import dev.carafe.vsphere.vim.vim25.GuestFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestFileManager;
import dev.carafe.vsphere.vim.vim25.GuestListFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestProcessInfo;
import dev.carafe.vsphere.vim.vim25.GuestProcessManager;
import dev.carafe.vsphere.vim.vim25.GuestProgramSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.NamePasswordAuthentication;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done in one machine's guest as one of its users; the machine is on and its tools run. Safe for all threads.
 *
 * <pre>{@code
 * GuestOperations guest = GuestOperations.of(client, vm, GuestOperations.user("root", password));
 * GuestOperations.Output uname = guest.shell("uname -a");
 * }</pre>
 */
public final class GuestOperations {
    /** How often a program is looked at that is waited for: the API tells of its end in no other way. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final int OUTPUT_MAX_BYTES = 16 << 20;

    private final VSphereClient client;
    private final ManagedObjectReference<VirtualMachine> vm;
    private final GuestAuthentication user;
    private final GuestProcessManager processes;
    private final GuestFileManager files;
    private final KeepAlive.Timer looks;

    private GuestOperations(
            VSphereClient client,
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication user,
            GuestProcessManager processes,
            GuestFileManager files,
            KeepAlive.Timer looks) {
        this.client = client;
        this.vm = vm;
        this.user = user;
        this.processes = processes;
        this.files = files;
        this.looks = looks;
    }

    /** Asks the server for its managers of guest operations. */
    public static GuestOperations of(
            VSphereClient client, ManagedObjectReference<VirtualMachine> vm, GuestAuthentication user)
            throws IOException, InterruptedException {
        Found managers = new PropertyReader(client)
                .read(
                        VSphereClient.present(client.content().guestOperationsManager(), "guest operations manager"),
                        List.of("processManager", "fileManager"))
                .whole();
        return new GuestOperations(
                client,
                vm,
                user,
                GuestProcessManager.stub(
                        client.connection(),
                        VSphereClient.present(
                                managers.<GuestProcessManager>reference("processManager"), "guest process manager")),
                GuestFileManager.stub(
                        client.connection(),
                        VSphereClient.present(
                                managers.<GuestFileManager>reference("fileManager"), "guest file manager")),
                KeepAlive.every(LOOK_EVERY));
    }

    /** A user of the guest by name and password. */
    public static GuestAuthentication user(String name, String password) {
        return NamePasswordAuthentication.builder()
                .interactiveSession(false)
                .username(name)
                .password(password)
                .build();
    }

    /** What a command wrote, up to 16 MiB of each. */
    public record Output(int exitCode, String out, String err) {}

    /** Starts a program and gives its process's number. */
    public long start(GuestProgramSpec program) throws IOException, InterruptedException {
        return Connection.checked(() -> processes.startProgramInGuest(vm, user, program));
    }

    /** Runs a program to its end. An interruption ends the wait and not the program. */
    public GuestProcessInfo run(GuestProgramSpec program) throws IOException, InterruptedException {
        long pid = start(program);
        while (true) {
            for (GuestProcessInfo process : processes(List.of(pid))) {
                if (process.endTime() != null) {
                    return process;
                }
            }
            looks.await();
        }
    }

    /** Runs a command line in the guest's {@code /bin/sh} and brings back what it wrote, by files that are gone after. */
    public Output shell(String command) throws IOException, InterruptedException {
        String out = temporaryFile();
        try {
            String err = temporaryFile();
            try {
                GuestProcessInfo ended = run(GuestProgramSpec.builder()
                        .programPath("/bin/sh")
                        .arguments("-c " + quoted("(" + command + "\n) >" + out + " 2>" + err))
                        .build());
                Integer exitCode = ended.exitCode();
                return new Output(exitCode == null ? -1 : exitCode, text(out), text(err));
            } finally {
                delete(err);
            }
        } finally {
            delete(out);
        }
    }

    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private String temporaryFile() throws IOException, InterruptedException {
        return Connection.checked(() -> files.createTemporaryFileInGuest(vm, user, "carafe-", "", null));
    }

    private String text(String file) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        download(file, new BoundedOutputStream(bytes, OUTPUT_MAX_BYTES), TransferProgress.NONE);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** @param pids none for all processes */
    public List<GuestProcessInfo> processes(List<Long> pids) throws IOException, InterruptedException {
        return Connection.checked(() -> processes.listProcessesInGuest(vm, user, pids));
    }

    public void terminate(long pid) throws IOException, InterruptedException {
        Connection.run(() -> processes.terminateProcessInGuest(vm, user, pid));
    }

    /** Reads a file of the guest into a stream, which stays open, and gives the count of its bytes. */
    public long download(String path, OutputStream to, TransferProgress progress)
            throws IOException, InterruptedException {
        FileTransferInformation information =
                Connection.checked(() -> files.initiateFileTransferFromGuest(vm, user, path));
        FileTransfers transfers = new FileTransfers(client.connection());
        return transfers.download(place(transfers, information.url()), to, progress);
    }

    /** Writes a file of the guest; one that is there is replaced. */
    public void upload(InputStream from, long lengthBytes, String path, TransferProgress progress)
            throws IOException, InterruptedException {
        GuestFileAttributes attributes = GuestFileAttributes.builder().build();
        String url = Connection.checked(
                () -> files.initiateFileTransferToGuest(vm, user, path, attributes, lengthBytes, true));
        FileTransfers transfers = new FileTransfers(client.connection());
        transfers.upload(place(transfers, url), "PUT", from, lengthBytes, progress);
    }

    /** Where a file of the guest is: on its host, whose certificate a vCenter names. */
    private FileTransfers.Place place(FileTransfers transfers, String url) throws IOException, InterruptedException {
        FileTransfers.Place place = transfers.place(url);
        if (transfers.isOwn(place)) {
            return place;
        }
        PropertyReader reader = new PropertyReader(client);
        ManagedObjectReference<HostSystem> host =
                reader.read(vm, List.of("runtime.host")).reference("runtime.host");
        return host == null
                ? place
                : place.withThumbprint(reader.read(host, List.of("summary.config.sslThumbprint"))
                        .value("summary.config.sslThumbprint", String.class));
    }

    /** What is in a folder of the guest. */
    public List<GuestFileInfo> list(String folder) throws IOException, InterruptedException {
        List<GuestFileInfo> all = new ArrayList<>();
        while (true) {
            int index = all.size();
            GuestListFileInfo page =
                    Connection.checked(() -> files.listFilesInGuest(vm, user, folder, index, null, null));
            all.addAll(page.files());
            if (page.remaining() == 0 || page.files().isEmpty()) {
                return all;
            }
        }
    }

    /** @param parents whether folders above are made too where they are missing */
    public void makeDirectory(String path, boolean parents) throws IOException, InterruptedException {
        Connection.run(() -> files.makeDirectoryInGuest(vm, user, path, parents));
    }

    /** Deletes a file. */
    public void delete(String path) throws IOException, InterruptedException {
        Connection.run(() -> files.deleteFileInGuest(vm, user, path));
    }

    /** @param recursive whether what is in it goes too */
    public void deleteDirectory(String path, boolean recursive) throws IOException, InterruptedException {
        Connection.run(() -> files.deleteDirectoryInGuest(vm, user, path, recursive));
    }

    public void move(String from, String to, boolean overwrite) throws IOException, InterruptedException {
        Connection.run(() -> files.moveFileInGuest(vm, user, from, to, overwrite));
    }
}
