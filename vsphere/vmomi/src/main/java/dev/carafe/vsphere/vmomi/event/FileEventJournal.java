package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.store.RecordFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A journal in two files of records, each an event as an XML document. A file that holds as many events as are to be kept
 * becomes the old one, in the place of the one before, and a new one is begun: so that what is kept is bounded, and nothing
 * is copied while events are posted. Events are with the operating system when they are posted, so that they outlive the
 * process, but the last ones not always the machine.
 */
public final class FileEventJournal implements EventJournal, AutoCloseable {
    private static final String ELEMENT = "event";

    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final Version version = Objects.requireNonNull(Vim25.NAMESPACE.version("9.1.0.0"));
    private final Path file;
    private final Path old;
    private final int eventsMax;
    private final @Nullable Event latest;
    private RecordFile records;
    /** How many events are in the file that is added to. */
    private int count;

    private FileEventJournal(Path file, int eventsMax) throws IOException {
        this.file = file;
        this.eventsMax = eventsMax;
        old = file.resolveSibling(file.getFileName() + ".old");
        byte[][] last = new byte[1][];
        RecordFile.read(old, record -> last[0] = record);
        records = RecordFile.open(file, record -> {
            last[0] = record;
            count++;
        });
        latest = last[0] == null ? null : event(last[0]);
    }

    /**
     * Opens a journal, or begins one. Its folder must be there; the files are their owner's alone.
     *
     * @throws IOException when it cannot be read or written
     */
    public static FileEventJournal open(Path file) throws IOException {
        return new FileEventJournal(file, Events.HISTORY_MAX);
    }

    /** @param eventsMax how many events a file has at most, and are kept at least */
    static FileEventJournal open(Path file, int eventsMax) throws IOException {
        return new FileEventJournal(file, eventsMax);
    }

    @Override
    public @Nullable Event latest() {
        return latest;
    }

    @Override
    public List<Event> past(long newerThan) throws IOException {
        if (latest == null || latest.key() <= newerThan) {
            return List.of();
        }
        List<byte[]> texts = new ArrayList<>();
        RecordFile.read(old, texts::add);
        RecordFile.read(file, texts::add);
        ArrayDeque<Event> past = new ArrayDeque<>();
        for (byte[] text : texts.reversed()) { // keys rise: before one that is too old all are
            Event event = event(text);
            if (event.key() <= newerThan) {
                break;
            }
            if (event.key() <= latest.key()) {
                past.addFirst(event);
            }
        }
        return List.copyOf(past);
    }

    private Event event(byte[] record) throws IOException {
        if (codec.readValue(new ByteArrayInputStream(record)) instanceof Event event) {
            return event;
        }
        throw new IOException(file + " has a record that is no event");
    }

    @Override
    public void posted(Event event) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        codec.writeValue(text, ELEMENT, event, version);
        if (count >= eventsMax) {
            records.close();
            Files.move(file, old, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            records = RecordFile.open(file, _ -> {});
            count = 0;
        }
        records.add(text.toByteArray());
        count++;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
