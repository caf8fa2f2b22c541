package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Edit;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Note;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Way;
import dev.carafe.vsphere.vmomi.store.RecordFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which machines the host has, and which files are being made or destroyed, in one journal of changes. Any thread. What a method says
 * is on the disk when it returns, and when it throws, nothing has changed; of several threads at once one waits for the disk for all.
 * Where a method says that it may be forgotten, it is with the operating system alone, and before whatever is said after it.
 *
 * <p>A journal that has grown far beyond what still counts is replaced by one with just that.
 */
final class Registrations {
    private static final System.Logger LOG = System.getLogger(Registrations.class.getName());
    private static final String FILE = "vms.journal";
    /** Where releases before the journal kept all; read where there is no journal. */
    private static final String WHOLE_FILE = "vms.json";
    /** The journal that was found with an end that could not be read. */
    private static final String DAMAGED_FILE = "vms.journal.damaged";
    /** How much a journal has of what counts no more before it is replaced, beside as much again as what counts. */
    private static final long STALE_MAX_BYTES = 1 << 20;
    /** How many edits a record has at most. */
    private static final int EDITS_MAX = 1_000;

    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    /** All of these are guarded by the lock. */
    private final RegistrationState state = new RegistrationState();

    /** Null before the first change, and after a failure that may have left a damaged end. */
    private @Nullable RecordFile records;

    private long replaceAt;

    /**
     * A machine on its way between hosts.
     *
     * @param ticket what both hosts call this move
     */
    record Move(DatastorePath vmx, String ticket) {}

    private Registrations(Path folder) {
        this.folder = folder;
    }

    /** Reads what there is in a state folder. */
    static Registrations open(Path stateFolder) throws IOException {
        Registrations opened = new Registrations(stateFolder);
        opened.read();
        return opened;
    }

    private void read() throws IOException {
        Path journal = folder.resolve(FILE);
        Path whole = folder.resolve(WHOLE_FILE);
        try {
            if (Files.exists(journal)) {
                read(journal);
            } else if (Files.exists(whole)) {
                state.apply(RegistrationCodec.decodeWhole(Files.readAllBytes(whole)));
            }
        } catch (MalformedJsonException broken) {
            throw new IOException(folder + " has a damaged list of machines: " + broken.getMessage(), broken);
        }
    }

    /** A torn end was never on the disk; but damage may also lie before what was, so that what is left out is kept aside. */
    private void read(Path journal) throws IOException {
        long whole = RecordFile.read(journal, record -> state.apply(RegistrationCodec.decode(record)));
        if (whole == 0) { // a journal begins with a record that was on the disk before the file had its name
            throw new IOException(
                    journal + " is damaged at its beginning, so it is not known which machines the host has;"
                            + " put back a copy of it, or remove it and register the machines again");
        }
        if (whole < Files.size(journal)) {
            Files.copy(journal, folder.resolve(DAMAGED_FILE), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private <R> R read(Function<RegistrationState, R> reader) {
        lock.lock();
        try {
            return reader.apply(state);
        } finally {
            lock.unlock();
        }
    }

    /** The machines by id, in the order in which they came. */
    Map<Long, DatastorePath> machines() {
        return read(now -> new LinkedHashMap<>(now.machines()));
    }

    /**
     * Files that were being made when the agent ended, unless they were done; the last noted first, since a folder is noted before
     * what is in it and goes after it.
     */
    List<DatastorePath> made() {
        return read(now -> List.copyOf(now.noted(Note.MAKING)).reversed());
    }

    /** Files that were being destroyed when the agent ended. */
    List<DatastorePath> doomed() {
        return read(now -> List.copyOf(now.noted(Note.DESTROYING)));
    }

    /** Machines whose disks were still being sent when the agent ended. */
    List<DatastorePath> unfinished() {
        return read(now -> List.copyOf(now.noted(Note.UNFINISHED)));
    }

    /** All that a machine is to have is there. */
    void finished(DatastorePath vmx) throws IOException {
        change(List.of(new Edit.Noted(Note.UNFINISHED, vmx, false)));
    }

    /** The pool that a machine is in; empty for the root pool. */
    Optional<String> poolOf(long id) {
        return read(now -> now.poolOf(id));
    }

    /** @param pool null for the root pool */
    void pool(long id, @Nullable String pool) throws IOException {
        change(now -> !now.machines().containsKey(id) || now.poolOf(id).equals(Optional.ofNullable(pool))
                ? List.of() // also when it has left meanwhile
                : List.of(new Edit.Pooled(id, pool)));
    }

    Optional<Long> idOf(DatastorePath vmx) {
        return read(now -> now.idOf(vmx));
    }

    /**
     * Adds a machine; the files that it was made of are done.
     *
     * @param whole false when it is to go unless {@link #finished} is said before the agent ends
     * @param pool which it is in; null for the root pool
     * @return its id, which no other machine had or will have; empty when the host has it already
     */
    Optional<Long> register(DatastorePath vmx, List<DatastorePath> files, boolean whole, @Nullable String pool)
            throws IOException {
        return changeOr(now -> {
            if (now.idOf(vmx).isPresent()) {
                return List.of();
            }
            List<Edit> change = new ArrayList<>();
            change.add(new Edit.Machine(now.lastId() + 1, vmx));
            if (pool != null) {
                change.add(new Edit.Pooled(now.lastId() + 1, pool));
            }
            if (!whole) {
                change.add(new Edit.Noted(Note.UNFINISHED, vmx, true));
            }
            change.addAll(noted(Note.MAKING, files, false));
            return change;
        });
    }

    /**
     * Notes a machine that comes from another host. It is not the host's before {@link #arrived}.
     *
     * @return the id that it has on the way and after; empty when the host has it already
     */
    Optional<Long> arriving(Move move) throws IOException {
        return changeOr(now -> {
            boolean known = now.idOf(move.vmx()).isPresent()
                    || now.travels(Way.ARRIVING).values().stream()
                            .anyMatch(other -> other.vmx().equals(move.vmx()));
            return known ? List.of() : List.of(new Edit.Travel(Way.ARRIVING, now.lastId() + 1, move));
        });
    }

    /** A machine that was noted as arriving is the host's now. */
    void arrived(long id) throws IOException {
        change(now -> {
            Move move = now.travels(Way.ARRIVING).get(id);
            return move == null
                    ? List.of()
                    : List.of(new Edit.Travel(Way.ARRIVING, id, null), new Edit.Machine(id, move.vmx()));
        });
    }

    /** A machine that was noted as arriving does not come. */
    void strayed(long id) throws IOException {
        change(List.of(new Edit.Travel(Way.ARRIVING, id, null)));
    }

    /** Notes that another host is being given a machine. {@link #unregister} or {@link #stayed} ends it. */
    void departing(long id, Move move) throws IOException {
        change(List.of(new Edit.Travel(Way.DEPARTING, id, move)));
    }

    /**
     * A machine that was noted as departing is the host's as before.
     *
     * @param settled the file by which the other host is to be told: {@link #destroyed} says when it has been
     */
    void stayed(long id, DatastorePath settled) throws IOException {
        change(List.of(new Edit.Travel(Way.DEPARTING, id, null), new Edit.Noted(Note.DESTROYING, settled, true)));
    }

    /** The machines on their way here, by id. */
    Map<Long, Move> arriving() {
        return read(now -> new LinkedHashMap<>(now.travels(Way.ARRIVING)));
    }

    /** The machines on their way to other hosts, by id. */
    Map<Long, Move> departing() {
        return read(now -> new LinkedHashMap<>(now.travels(Way.DEPARTING)));
    }

    /** Gives a machine's configuration another place, which was noted as being made; the one before is to be destroyed. */
    void move(long id, DatastorePath vmx) throws IOException {
        change(now -> {
            DatastorePath before = now.machines().get(id);
            List<Edit> change = new ArrayList<>();
            change.add(new Edit.Machine(id, vmx));
            change.add(new Edit.Noted(Note.MAKING, vmx, false));
            if (before != null && !before.equals(vmx)) {
                change.add(new Edit.Noted(Note.DESTROYING, before, true));
            }
            return change;
        });
    }

    /**
     * Gives a machine's configuration another place, with all of its files that were made there.
     *
     * @param made done, from now on the machine's
     * @param doomed no more the machine's: {@link #destroyed} says when they are
     */
    void move(long id, DatastorePath vmx, List<DatastorePath> made, List<DatastorePath> doomed) throws IOException {
        List<Edit> change = new ArrayList<>();
        change.add(new Edit.Machine(id, vmx));
        change.addAll(noted(Note.MAKING, made, false));
        change.addAll(noted(Note.DESTROYING, doomed, true));
        change(change);
    }

    /** Forgets a machine. The files, if any, are to be destroyed: {@link #destroyed} says when they are. */
    void unregister(long id, List<DatastorePath> files) throws IOException {
        change(now -> {
            DatastorePath gone = now.machines().get(id);
            List<Edit> change = new ArrayList<>();
            change.add(new Edit.Machine(id, null));
            if (now.poolOf(id).isPresent()) {
                change.add(new Edit.Pooled(id, null));
            }
            if (gone != null) {
                change.add(new Edit.Noted(Note.UNFINISHED, gone, false));
            }
            change.add(new Edit.Travel(Way.DEPARTING, id, null));
            change.addAll(noted(Note.DESTROYING, files, true));
            return change;
        });
    }

    /** Notes files that are going to be destroyed. */
    void doom(List<DatastorePath> files) throws IOException {
        change(noted(Note.DESTROYING, files, true));
    }

    /** They are gone, or stay; may be forgotten: then they are destroyed again unless a configuration names them. */
    void destroyed(List<DatastorePath> files) throws IOException {
        add(noted(Note.DESTROYING, files, false));
    }

    /** Notes files that are going to be made and belong to nothing yet. */
    void making(List<DatastorePath> files) throws IOException {
        change(noted(Note.MAKING, files, true));
    }

    /** Files that were made belong to a machine now, or are gone; may be forgotten, as {@link #destroyed}. */
    void settled(List<DatastorePath> files) throws IOException {
        add(noted(Note.MAKING, files, false));
    }

    private static List<Edit> noted(Note note, List<DatastorePath> files, boolean there) {
        return files.stream()
                .<Edit>map(file -> new Edit.Noted(note, file, there))
                .toList();
    }

    private void change(List<Edit> change) throws IOException {
        change(_ -> change);
    }

    private void change(Function<RegistrationState, List<Edit>> changer) throws IOException {
        await(add(changer));
    }

    /** @return the id that the change gave away; empty when there was none to be made */
    private Optional<Long> changeOr(Function<RegistrationState, List<Edit>> changer) throws IOException {
        Added added = add(changer);
        await(added);
        return added.undo().isEmpty() ? Optional.empty() : Optional.of(added.lastId());
    }

    private void add(List<Edit> change) throws IOException {
        add(_ -> change);
    }

    /**
     * A change that is with the operating system.
     *
     * @param file where it is
     * @param undo what undoes it
     * @param lastId the last id that was given away, by it where it gave one
     */
    private record Added(@Nullable RecordFile file, List<Edit> undo, long lastId) {}

    private Added add(Function<RegistrationState, List<Edit>> changer) throws IOException {
        lock.lock();
        try {
            List<Edit> change = changer.apply(state);
            if (change.isEmpty()) {
                return new Added(null, List.of(), state.lastId());
            }
            List<Edit> undo = state.apply(change);
            try {
                return new Added(record(change), undo, state.lastId());
            } catch (IOException failed) {
                state.apply(undo);
                forsake();
                throw failed;
            }
        } finally {
            lock.unlock();
        }
    }

    private RecordFile record(List<Edit> change) throws IOException {
        RecordFile file = records;
        if (file == null || file.length() > replaceAt) {
            return replace();
        }
        file.add(RegistrationCodec.encode(change));
        return file;
    }

    /** Puts a journal with just what counts, which the change in hand is part of, into the place of the one before. */
    private RecordFile replace() throws IOException {
        List<Edit> all = state.all();
        List<byte[]> content = new ArrayList<>();
        for (int at = 0; at < all.size(); at += EDITS_MAX) {
            content.add(RegistrationCodec.encode(all.subList(at, Math.min(all.size(), at + EDITS_MAX))));
        }
        RecordFile fresh = RecordFile.replace(folder.resolve(FILE), content);
        RecordFile old = records;
        records = fresh;
        replaceAt = 2 * fresh.length() + STALE_MAX_BYTES;
        if (old != null) {
            old.supersede();
        }
        Files.deleteIfExists(folder.resolve(WHOLE_FILE));
        return fresh;
    }

    /** Waits until a change is on the disk. */
    private void await(Added added) throws IOException {
        RecordFile file = added.file();
        if (file == null) {
            return;
        }
        try {
            file.sync();
        } catch (IOException failed) {
            lock.lock();
            try {
                state.apply(added.undo());
                forsake();
            } finally {
                lock.unlock();
            }
            throw failed;
        }
    }

    /**
     * What a journal has at its end is not known after a failure, and a start might read what did not happen: so another takes its
     * place at once, or where that fails, before the next change. Others who wait for the old one have their changes in the new one.
     */
    private void forsake() {
        RecordFile broken = records;
        try {
            replace();
        } catch (IOException again) {
            LOG.log(Level.ERROR, "the list of machines cannot be written: {0}", again.getMessage());
            records = null;
            close(broken);
        }
    }

    private static void close(@Nullable RecordFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException unusable) {
            LOG.log(Level.DEBUG, "a journal that is used no more cannot be closed: {0}", unusable.getMessage());
        }
    }
}
