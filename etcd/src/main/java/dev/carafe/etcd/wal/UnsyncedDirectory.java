package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory of which nothing is made durable: what was acknowledged survives the end of the process, but not that of the machine. For
 * stores that are thrown away after a test.
 */
public record UnsyncedDirectory(StorageDirectory directory) implements StorageDirectory {
    @Override
    public List<String> list() throws IOException {
        return directory.list();
    }

    @Override
    public StorageFile create(String name) throws IOException {
        return new UnsyncedFile(directory.create(name));
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return new UnsyncedFile(directory.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        directory.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        directory.delete(name);
    }

    @Override
    public void sync() {
        // that is what it is for
    }

    private record UnsyncedFile(StorageFile file) implements StorageFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            file.read(into, offset);
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            file.write(from, offset);
        }

        @Override
        public void sync() {
            // that is what it is for
        }

        @Override
        public Bytes.@Nullable Storage mapped() throws IOException {
            return file.mapped();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
