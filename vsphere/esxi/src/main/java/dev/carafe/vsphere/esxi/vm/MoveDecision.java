package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Way;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has a machine at the end of a move between hosts. It is decided once and for all, by whoever is first, in a file beside the
 * configuration, which both hosts reach: the destination decides that the machine has moved when all of its memory is there, the
 * source that it has stayed when it gives up. So whatever ends at whatever moment, exactly one of them lets the guest run.
 */
enum MoveDecision {
    /** It is the destination's. */
    MOVED,
    /** It is the source's. */
    STAYED;

    private static final Logger LOG = System.getLogger(MoveDecision.class.getName());
    private static final Pattern TICKET = Pattern.compile("[0-9a-f]{32}");
    private static final String INFIX = ".move-";
    private static final Pattern SETTLED =
            Pattern.compile("\\.(.+)\\.move-([0-9a-f]{32})\\.(arriving|departing)\\.settled");

    /**
     * Decides, unless it is decided.
     *
     * @param ticket what both hosts call this move: 32 hexadecimal digits
     * @return what counts, which is the other when that was first
     * @throws IOException when it could not be decided; whoever asks must then neither run the machine nor end it
     */
    static MoveDecision decide(MachineFolder folder, String ticket, MoveDecision wish) throws IOException {
        Path file = file(folder, ticket);
        Path draft = draft(folder, ticket, wish);
        Files.write(draft, wish.name().getBytes(UTF_8));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.createLink(file, draft); // of two that try, one succeeds, and its content is whole
            DurableFile.syncFolder(file);
            return wish;
        } catch (FileAlreadyExistsException decided) {
            return read(folder, ticket).orElseThrow(() -> new IOException(file + " came and went"));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Decides for the destination that a machine has stayed, so that the other host finds it decided and both can {@link #settle}. Where
     * it cannot be written the other host decides it itself, and its file is left.
     */
    static void giveUp(MachineFolder folder, String ticket) {
        try {
            MoveDecision decided = decide(folder, ticket, STAYED);
            LOG.log(Level.DEBUG, "{0} was to come here, and has {1}", folder.vmx(), decided);
        } catch (IOException left) {
            LOG.log(Level.WARNING, "a file of a move may be left: {0}", left.getMessage());
        }
    }

    /** What was decided; empty when nothing was. */
    static Optional<MoveDecision> read(MachineFolder folder, String ticket) throws IOException {
        try {
            return Optional.of(valueOf(Files.readString(file(folder, ticket)).strip()));
        } catch (NoSuchFileException undecided) {
            return Optional.empty();
        } catch (IllegalArgumentException damaged) {
            throw new IOException(file(folder, ticket) + " is damaged", damaged);
        }
    }

    /**
     * Says that this host has noted how the move ended, and will not ask again. When the other host says so too the files are removed:
     * earlier would leave that one with a move that seems undecided. It may be said again, by an agent that does not know whether an
     * earlier one has.
     *
     * @param way on which the machine was at this host
     */
    static void settle(MachineFolder folder, String ticket, Way way) throws IOException {
        Path ours = folder.file(settled(folder, ticket, way));
        if (!Files.exists(file(folder, ticket))) {
            Files.deleteIfExists(ours); // both knew
            return;
        }
        try {
            Files.createFile(ours);
        } catch (FileAlreadyExistsException _) {
            // said before
        }
        if (Files.exists(folder.file(settled(folder, ticket, way.other())))) {
            forget(folder, ticket);
        }
    }

    /** Removes the files, when both hosts know, or the other one asks no more. */
    static void forget(MachineFolder folder, String ticket) throws IOException {
        Files.deleteIfExists(file(folder, ticket));
        for (Way way : Way.values()) {
            Files.deleteIfExists(folder.file(settled(folder, ticket, way)));
        }
    }

    /**
     * The file by which this host says that it will not ask again. It is noted as to be destroyed together with how the move ended, so
     * that {@link #settleLeft} knows what an agent had no time for.
     */
    static DatastorePath settled(MachineFolder folder, String ticket, Way way) {
        return folder.path()
                .child("." + folder.baseName() + INFIX + ticket + "."
                        + way.name().toLowerCase(Locale.ROOT) + ".settled");
    }

    /** Whether a file is called as one of these. */
    static boolean isSettled(DatastorePath file) {
        return SETTLED.matcher(file.fileName()).matches();
    }

    /** Says what an earlier agent had noted that it would say. */
    static void settleLeft(DatastorePath settled, VmHost host) throws IOException {
        Matcher name = SETTLED.matcher(settled.fileName());
        if (name.matches()) {
            DatastorePath vmx = settled.parent().child(name.group(1) + MachineFolder.ENDING);
            MachineFolder folder = new MachineFolder(host.ground().datastores(), vmx);
            if (Files.isDirectory(folder.file(folder.path()))) {
                settle(folder, name.group(2), Way.valueOf(name.group(3).toUpperCase(Locale.ROOT)));
            }
        }
    }

    /** Removes what a host that ended while it decided left of that; each host its own wish's, which nobody else writes. */
    static void forgetDraft(MachineFolder folder, String ticket, MoveDecision wish) throws IOException {
        Files.deleteIfExists(draft(folder, ticket, wish));
    }

    private static Path draft(MachineFolder folder, String ticket, MoveDecision wish) {
        Path file = file(folder, ticket);
        return file.resolveSibling(file.getFileName() + "." + wish.name().toLowerCase(Locale.ROOT) + ".new");
    }

    /** The files of earlier moves, which go with the machine: a host that has ended may not have removed its. */
    static List<DatastorePath> left(MachineFolder folder) {
        List<DatastorePath> left = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.file(folder.path()))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith("." + folder.baseName() + INFIX)) {
                    left.add(folder.path().child(name));
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return left;
        }
        return left;
    }

    /** @throws IllegalArgumentException when the ticket is none */
    private static Path file(MachineFolder folder, String ticket) {
        if (!TICKET.matcher(ticket).matches()) {
            throw new IllegalArgumentException("a ticket of a move has 32 hexadecimal digits");
        }
        DatastorePath path = folder.path().child("." + folder.baseName() + INFIX + ticket);
        return folder.file(path);
    }
}
