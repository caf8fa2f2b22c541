package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.io.IOException;
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

    private static final Pattern TICKET = Pattern.compile("[0-9a-f]{32}");
    private static final String INFIX = ".move-";

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
     * Says that this host has noted how the move ended, and will not ask again. The second of the two hosts that says so removes the
     * file: one that was removed earlier would leave the other with a move that seems undecided.
     */
    static void settle(MachineFolder folder, String ticket) throws IOException {
        try {
            Files.createFile(settled(folder, ticket));
        } catch (FileAlreadyExistsException otherKnows) {
            forget(folder, ticket);
        }
    }

    /** Removes the file, when both hosts know, or the other one asks no more. */
    static void forget(MachineFolder folder, String ticket) throws IOException {
        Files.deleteIfExists(file(folder, ticket));
        Files.deleteIfExists(settled(folder, ticket));
    }

    private static Path settled(MachineFolder folder, String ticket) {
        Path file = file(folder, ticket);
        return file.resolveSibling(file.getFileName() + ".settled");
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
