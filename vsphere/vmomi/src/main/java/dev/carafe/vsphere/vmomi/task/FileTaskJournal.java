package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.store.RecordFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A journal in one file of records, each a {@code TaskInfo} as an XML document; the last record of a task counts. A beginning
 * is on the disk when {@link #begun} returns; an end is with the operating system, so that it outlives the process, but not
 * always the machine: then a task that had ended is told as interrupted. When the file has grown too long it is replaced by
 * one with what still counts.
 */
public final class FileTaskJournal implements TaskJournal, AutoCloseable {
    private static final long FILE_MAX_BYTES = 16L << 20;
    /** How many ended tasks are remembered. */
    private static final int ENDED_MAX = 1_000;

    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final Version version = Objects.requireNonNull(Vim25.NAMESPACE.version("9.1.0.0"));
    private final Path file;
    /** By key, in the order in which they began; guarded by this. */
    private final Map<String, TaskInfo> tasks = new LinkedHashMap<>();

    /** Guarded by this. */
    private RecordFile records;

    /** The length at which the file is next replaced; guarded by this. */
    private long replaceAt;

    private FileTaskJournal(Path file) throws IOException {
        this.file = file;
        RecordFile.read(file, this::read);
        records = replacement();
        replaceAt = records.length() + FILE_MAX_BYTES;
    }

    private void read(byte[] record) throws IOException {
        if (codec.readValue(new ByteArrayInputStream(record)) instanceof TaskInfo task) {
            tasks.put(task.key(), task);
        }
    }

    /**
     * Opens a journal, or begins one. Its folder must be there; the file is its owner's alone.
     *
     * @throws IOException when it cannot be read or written
     */
    public static FileTaskJournal open(Path file) throws IOException {
        return new FileTaskJournal(file);
    }

    @Override
    public synchronized List<TaskInfo> tasks() {
        return List.copyOf(tasks.values());
    }

    @Override
    public void begun(TaskInfo task) throws IOException {
        add(task).sync();
    }

    @Override
    public void ended(TaskInfo task) throws IOException {
        add(task);
    }

    @Override
    public synchronized void close() throws IOException {
        records.close();
    }

    private synchronized RecordFile add(TaskInfo task) throws IOException {
        byte[] record = record(task);
        tasks.put(task.key(), task);
        if (records.length() > replaceAt) {
            RecordFile old = records;
            records = replacement();
            old.supersede();
            replaceAt = records.length() + FILE_MAX_BYTES;
        } else {
            records.add(record);
        }
        return records;
    }

    /** A file with what still counts in the place of the old one. */
    private synchronized RecordFile replacement() throws IOException {
        List<TaskInfo> ended =
                tasks.values().stream().filter(TaskBoard::hasEnded).toList();
        ended.subList(0, Math.max(0, ended.size() - ENDED_MAX)).forEach(old -> tasks.remove(old.key()));
        List<byte[]> all = new ArrayList<>();
        for (TaskInfo task : tasks.values()) {
            all.add(record(task));
        }
        return RecordFile.replace(file, all);
    }

    private byte[] record(TaskInfo task) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        codec.writeValue(text, "task", task, version);
        return text.toByteArray();
    }
}
