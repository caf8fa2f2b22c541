package dev.carafe.vsphere.vmomi.task;

import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A journal in one file, to which records are added.
 *
 * <pre>{@code
 * record = length (4 bytes, big endian) | CRC-32C of the text (4 bytes) | text: the TaskInfo as an XML document
 * }</pre>
 *
 * The last record of a task counts. A beginning is on the disk when {@link #begun} returns; an end is with the operating
 * system, so that it outlives the process, but not always the machine: then a task that had ended is told as interrupted.
 * A torn or damaged tail is cut off. When the file has grown too long it is replaced by one with what still counts.
 */
public final class FileTaskJournal implements TaskJournal, AutoCloseable {
    private static final int RECORD_MAX_BYTES = 16 << 20;
    private static final long FILE_MAX_BYTES = 16L << 20;
    /** How many ended tasks are remembered. */
    private static final int ENDED_MAX = 1_000;

    private static final int HEADER_BYTES = 8;
    private static final System.Logger LOG = System.getLogger(FileTaskJournal.class.getName());

    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final Version version = Objects.requireNonNull(Vim25.NAMESPACE.version("9.1.0.0"));
    private final Path file;
    /** By key, in the order in which they began; guarded by this. */
    private final Map<String, TaskInfo> tasks = new LinkedHashMap<>();

    /** Guarded by this. */
    private FileOutputStream out;

    /** Length of the file; guarded by this. */
    private long written;

    /** The length at which the file is next replaced; guarded by this. */
    private long replaceAt = FILE_MAX_BYTES;

    private FileTaskJournal(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            read(Files.readAllBytes(file));
        }
        out = replacement();
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
        FileOutputStream target = append(task);
        target.getFD().sync(); // several beginnings at once share the work in the kernel
    }

    @Override
    public void ended(TaskInfo task) throws IOException {
        append(task);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private synchronized FileOutputStream append(TaskInfo task) throws IOException {
        byte[] record = record(task);
        tasks.put(task.key(), task);
        if (written > replaceAt) {
            out.close();
            out = replacement();
        } else {
            out.write(record);
            written += record.length;
        }
        return out;
    }

    /** Puts a file with what still counts into the place of the old one, and is ready to add to it. */
    private synchronized FileOutputStream replacement() throws IOException {
        List<TaskInfo> ended =
                tasks.values().stream().filter(TaskBoard::hasEnded).toList();
        ended.subList(0, Math.max(0, ended.size() - ENDED_MAX)).forEach(old -> tasks.remove(old.key()));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (TaskInfo task : tasks.values()) {
            all.writeBytes(record(task));
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileOutputStream target = new FileOutputStream(fresh.toFile(), true);
        try {
            all.writeTo(target);
            target.getFD().sync();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            target.close();
            throw e;
        }
        written = all.size();
        replaceAt = written + FILE_MAX_BYTES;
        return target;
    }

    private byte[] record(TaskInfo task) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        codec.writeValue(text, "task", task, version);
        if (text.size() > RECORD_MAX_BYTES) {
            throw new IOException("the record of " + task.key() + " would be " + text.size() + " bytes long");
        }
        CRC32C sum = new CRC32C();
        sum.update(text.toByteArray());
        return ByteBuffer.allocate(HEADER_BYTES + text.size())
                .putInt(text.size())
                .putInt((int) sum.getValue())
                .put(text.toByteArray())
                .array();
    }

    private void read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int start = 0;
        try {
            while (in.remaining() >= HEADER_BYTES) {
                start = in.position();
                int length = in.getInt();
                int sum = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new IOException("a record of " + length + " bytes");
                }
                CRC32C actual = new CRC32C();
                actual.update(in.array(), in.position(), length);
                if ((int) actual.getValue() != sum) {
                    throw new IOException("a checksum that is not the record's");
                }
                if (codec.readValue(new ByteArrayInputStream(in.array(), in.position(), length))
                        instanceof TaskInfo task) {
                    tasks.put(task.key(), task);
                }
                in.position(in.position() + length);
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} is torn or damaged at byte {1}: {2}; what follows is left out",
                    file,
                    start,
                    e.getMessage());
        }
    }
}
