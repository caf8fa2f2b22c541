package dev.carafe.vsphere.esxi.guestops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.guest.GuestAgents;
import dev.carafe.vsphere.esxi.testing.HttpsSite;
import dev.carafe.vsphere.esxi.testing.LocalGuest;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.GuestFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestPermissionDenied;
import dev.carafe.vsphere.vim.vim25.GuestPosixFileAttributes;
import dev.carafe.vsphere.vim.vim25.GuestProcessInfo;
import dev.carafe.vsphere.vim.vim25.GuestProcessNotFound;
import dev.carafe.vsphere.vim.vim25.GuestProgramSpec;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidGuestLogin;
import dev.carafe.vsphere.vim.vim25.NamePasswordAuthentication;
import dev.carafe.vsphere.vim.vim25.OperationNotSupportedByGuest;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guest operations in a guest that is this machine with other users. */
@Timeout(120)
class GuestOperationsTest {
    private static final ManagedObjectReference<VirtualMachine> VM =
            new ManagedObjectReference<>("VirtualMachine", "7");

    @TempDir
    Path folder;

    private final GuestAgents agents = new GuestAgents(new Random(1));
    private final GuestShell shell = new GuestShell(Thread::sleep);
    private final FileTransfers transfers = new FileTransfers(InstantSource.system(), new Random(2));
    private final GuestMachines machines = _ -> agents.of(folder.resolve("ga.sock"));
    private final ServedGuestProcessManager programs = new ServedGuestProcessManager(
            new ManagedObjectReference<>("GuestProcessManager", "p"), machines, shell, InstantSource.system());
    private final ServedGuestFileManager files = new ServedGuestFileManager(
            new ManagedObjectReference<>("GuestFileManager", "f"), machines, shell, transfers, () -> 443);
    private final ServedGuestAuthManager auth =
            new ServedGuestAuthManager(new ManagedObjectReference<>("GuestAuthManager", "a"), machines, shell);

    @BeforeEach
    void rootIsThere() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to give programs other users");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private LocalGuest guest(boolean withPam) throws Exception {
        return new LocalGuest(folder.resolve("ga.sock"), Files.createDirectories(folder.resolve("guest")), withPam);
    }

    private static NamePasswordAuthentication login(String user, String password) {
        return NamePasswordAuthentication.builder()
                .interactiveSession(false)
                .username(user)
                .password(password)
                .build();
    }

    private static NamePasswordAuthentication root() {
        return login("root", LocalGuest.PASSWORD);
    }

    private static NamePasswordAuthentication alice() {
        return login("alice", LocalGuest.PASSWORD);
    }

    private static void assertFault(Class<?> type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class,
                        failed -> assertThat(failed.fault()).isInstanceOf(type));
    }

    private void assertOnlyTheRightPassword() {
        auth.validateCredentialsInGuest(VM, root());
        auth.validateCredentialsInGuest(VM, alice());
        for (NamePasswordAuthentication wrong : List.of(
                login("root", "Secret"),
                login("alice", "secret "),
                login("bob", "secret"),
                login("bob", "!"),
                login("nobody-here", "secret"),
                login("root", ""),
                login("ro ot", "secret"),
                login("$(id)", "secret"),
                login("root", "x\nsecret"))) {
            assertFault(InvalidGuestLogin.class, () -> auth.validateCredentialsInGuest(VM, wrong));
        }
    }

    @Test
    void theGuestChecksPasswordsByItsPam() throws Exception {
        try (LocalGuest _ = guest(true)) {
            assumeTrue(
                    Files.exists(Path.of("/usr/sbin/unix_chkpwd")),
                    "needs unix_chkpwd (the package libpam-modules-bin)");
            assertOnlyTheRightPassword();
        }
    }

    @Test
    void aGuestWithoutPamComparesByBusyboxAndOneThatCannotIsNotTakenAtItsWord() throws Exception {
        try (LocalGuest guest = guest(false)) {
            assertOnlyTheRightPassword();
            guest.shadow("root:$y$j9T$abc$def:::::::\n");
            assertFault(OperationNotSupportedByGuest.class, () -> auth.validateCredentialsInGuest(VM, root()));
            guest.shadow("root::::::::\n");
            assertFault(InvalidGuestLogin.class, () -> auth.validateCredentialsInGuest(VM, root()));
        }
    }

    private GuestProcessInfo await(NamePasswordAuthentication who, long pid) throws Exception {
        while (true) {
            GuestProcessInfo now =
                    programs.listProcessesInGuest(VM, who, List.of(pid)).getFirst();
            if (now.endTime() != null) {
                return now;
            }
        }
    }

    private static GuestProgramSpec program(String path, String arguments) {
        return GuestProgramSpec.builder()
                .programPath(path)
                .arguments(arguments)
                .workingDirectory("/tmp")
                .envVariables(List.of("GREETING=it's me"))
                .build();
    }

    @Test
    void programsRunAsWhoStartsThemAndTellTheirEnd() throws Exception {
        Path out = folder.resolve("out");
        Files.createFile(out);
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (LocalGuest _ = guest(true)) {
            String arguments = "-c 'echo $(id -un) $(pwd) \"$GREETING\" >" + out + "; exit 7'";
            long pid = programs.startProgramInGuest(VM, alice(), program("/bin/sh", arguments));
            GuestProcessInfo ended = await(alice(), pid);
            assertThat(ended.exitCode()).isEqualTo(7);
            assertThat(ended.owner()).isEqualTo("alice");
            assertThat(Files.readString(out)).isEqualTo("alice /tmp it's me\n");
            assertThat(programs.listProcessesInGuest(VM, root(), List.of(pid)))
                    .as("also when asked again")
                    .singleElement()
                    .isEqualTo(ended);

            long sleeping = programs.startProgramInGuest(VM, root(), program("/bin/sleep", "300"));
            assertThat(programs.listProcessesInGuest(VM, root(), List.of()))
                    .extracting(GuestProcessInfo::pid)
                    .contains(sleeping, ProcessHandle.current().pid());
            assertFault(GuestPermissionDenied.class, () -> programs.terminateProcessInGuest(VM, alice(), sleeping));
            programs.terminateProcessInGuest(VM, root(), sleeping);
            assertThat(await(root(), sleeping).exitCode()).isEqualTo(143);

            assertFault(FileNotFound.class, () -> programs.startProgramInGuest(VM, root(), program("/no/such", "")));
            assertFault(
                    InvalidGuestLogin.class,
                    () -> programs.startProgramInGuest(VM, login("root", "no"), program("/bin/true", "")));
            assertFault(GuestProcessNotFound.class, () -> programs.terminateProcessInGuest(VM, root(), 2_000_000_000L));
            assertThat(programs.readEnvironmentVariableInGuest(VM, alice(), List.of("USER", "HOME")))
                    .contains("HOME=/tmp");
        }
    }

    @Test
    void filesAreMadeMovedListedAndDeleted() throws Exception {
        Path here = Files.createDirectory(folder.resolve("it's here"));
        try (LocalGuest _ = guest(true)) {
            String made = here + "/a/b";
            assertFault(FileNotFound.class, () -> files.makeDirectoryInGuest(VM, root(), made, false));
            files.makeDirectoryInGuest(VM, root(), made, true);
            assertFault(FileAlreadyExists.class, () -> files.makeDirectoryInGuest(VM, root(), made, true));
            assertFault(GuestPermissionDenied.class, () -> files.makeDirectoryInGuest(VM, alice(), here + "/c", false));
            assertFault(InvalidArgument.class, () -> files.makeDirectoryInGuest(VM, root(), "relative", false));

            String temporary = files.createTemporaryFileInGuest(VM, root(), "pre", ".txt", made);
            assertThat(Path.of(temporary)).exists().isEmptyFile();
            assertThat(temporary).startsWith(made + "/pre").endsWith(".txt");
            files.moveFileInGuest(VM, root(), temporary, made + "/moved", false);
            Files.writeString(here.resolve("a/b/moved"), "four");
            Files.createSymbolicLink(here.resolve("a/b/link"), Path.of("moved"));
            files.changeFileAttributesInGuest(
                    VM,
                    root(),
                    made + "/moved",
                    GuestPosixFileAttributes.builder()
                            .permissions(0640L)
                            .ownerId(65500)
                            .groupId(65500)
                            .modificationTime(Instant.ofEpochSecond(1_000_000_000))
                            .build());

            List<GuestFileInfo> listed =
                    files.listFilesInGuest(VM, root(), made, null, null, null).files();
            assertThat(listed).extracting(GuestFileInfo::path).containsExactlyInAnyOrder(".", "..", "link", "moved");
            GuestFileInfo moved = listed.stream()
                    .filter(one -> one.path().equals("moved"))
                    .findFirst()
                    .orElseThrow();
            assertThat(moved.type()).isEqualTo("file");
            assertThat(moved.size()).isEqualTo(4);
            assertThat((GuestPosixFileAttributes) moved.attributes()).satisfies(attributes -> {
                assertThat(attributes.permissions()).isEqualTo(0640L);
                assertThat(attributes.ownerId()).isEqualTo(65500);
                assertThat(attributes.modificationTime()).isEqualTo(Instant.ofEpochSecond(1_000_000_000));
            });
            assertThat(files.listFilesInGuest(VM, root(), made, 0, 1, "[lm].*")).satisfies(part -> {
                assertThat(part.files()).hasSize(1);
                assertThat(part.remaining()).isEqualTo(1);
            });
            assertFault(InvalidArgument.class, () -> files.listFilesInGuest(VM, root(), made, 0, 1, "("));

            files.deleteFileInGuest(VM, root(), made + "/link");
            assertFault(FileNotFound.class, () -> files.deleteFileInGuest(VM, root(), made + "/link"));
            files.moveDirectoryInGuest(VM, root(), made, here + "/c");
            files.deleteDirectoryInGuest(VM, root(), here + "/c", true);
            assertThat(here.resolve("c")).doesNotExist();
        }
    }

    @Test
    void filesGoInAndOutByTheWebEachOnce() throws Exception {
        byte[] content = new byte[GuestFileEndpoint.PIECE_BYTES + 5000];
        new Random(3).nextBytes(content);
        Path target = folder.resolve("in guest");
        try (LocalGuest _ = guest(true);
                HttpsSite site = new HttpsSite(folder, new GuestFileEndpoint(transfers, shell))) {
            String url = files.initiateFileTransferToGuest(
                    VM,
                    root(),
                    target.toString(),
                    GuestPosixFileAttributes.builder().permissions(0600L).build(),
                    content.length,
                    false);
            assertThat(url).startsWith("https://*:443/guestFile?token=");
            String path = url.substring(url.indexOf("/guestFile"));
            assertThat(site.send(site.request(path)).statusCode())
                    .as("it is the other way")
                    .isEqualTo(403);
            assertThat(site.send(site.request(path).PUT(BodyPublishers.ofByteArray(content)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Files.readAllBytes(target)).isEqualTo(content);
            assertThat(site.send(site.request(path).PUT(BodyPublishers.ofString("x")))
                            .statusCode())
                    .as("a second time")
                    .isEqualTo(403);
            assertFault(
                    FileAlreadyExists.class,
                    () -> files.initiateFileTransferToGuest(
                            VM,
                            root(),
                            target.toString(),
                            GuestPosixFileAttributes.builder().build(),
                            1,
                            false));

            assertFault(
                    GuestPermissionDenied.class,
                    () -> files.initiateFileTransferFromGuest(VM, alice(), target.toString()));
            var transfer = files.initiateFileTransferFromGuest(VM, root(), target.toString());
            assertThat(transfer.size()).isEqualTo(content.length);
            assertThat(site.bytes(
                            site.request(transfer.url().substring(transfer.url().indexOf("/guestFile")))))
                    .isEqualTo(content);

            String shorter = files.initiateFileTransferToGuest(
                    VM,
                    root(),
                    target.toString(),
                    GuestPosixFileAttributes.builder().build(),
                    2,
                    true);
            assertThat(site.send(site.request(shorter.substring(shorter.indexOf("/guestFile")))
                                    .PUT(BodyPublishers.ofString("abc")))
                            .statusCode())
                    .isEqualTo(413);
        }
    }
}
