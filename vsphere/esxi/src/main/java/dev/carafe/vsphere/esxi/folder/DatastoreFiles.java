package dev.carafe.vsphere.esxi.folder;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** One request for one file or folder of a datastore. */
record DatastoreFiles(HttpExchange exchange, String datacenter, Datastore datastore, DiskStore disks, Path file) {
    private static final String BYTES = "application/octet-stream";
    private static final int BUFFER_BYTES = 256 << 10;

    /** RFC 9110, section 5.6.7. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    void read() throws IOException {
        if (Files.isDirectory(file)) {
            FolderListing.folder(exchange, datacenter, datastore, file);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!Files.isRegularFile(file) || DiskStore.isUnfinished(file)) {
                missing();
                return;
            }
            send(channel);
        } catch (FileSystemException e) {
            if (exchange.replied()) {
                throw e;
            }
            missing(); // also for a name below a file
        }
    }

    private void send(FileChannel channel) throws IOException {
        long size = channel.size();
        exchange.setHeader("Accept-Ranges", "bytes");
        exchange.setHeader(
                "Last-Modified", DATE.format(Files.getLastModifiedTime(file).toInstant()));
        Optional<ByteRange> range = ByteRange.parse(exchange.header("Range"), size);
        if (range.isPresent() && range.get().length() == 0) {
            exchange.setHeader("Content-Range", "bytes */" + size);
            Replies.refuse(exchange, 416, "The file has " + size + " bytes.");
            return;
        }
        long start = range.map(ByteRange::start).orElse(0L);
        long length = range.map(ByteRange::length).orElse(size);
        range.ifPresent(
                _ -> exchange.setHeader("Content-Range", "bytes " + start + "-" + (start + length - 1) + "/" + size));
        exchange.setHeader("Content-Length", Long.toString(length));
        try (OutputStream out = exchange.stream(range.isPresent() ? 206 : 200, BYTES)) {
            if (!exchange.method().equals("HEAD")) {
                copy(channel.position(start), out, length);
            }
        }
    }

    private static void copy(FileChannel from, OutputStream to, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long left = length;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            int read = from.read(buffer);
            if (read < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            to.write(buffer.array(), 0, read);
            left -= read;
        }
    }

    /** Takes a file whole or not at all: what was there stays until all has come. */
    void write() throws IOException {
        Path folder = file.getParent();
        if (file.equals(datastore.root()) || folder == null || Files.isDirectory(file)) {
            Replies.refuse(exchange, 409, "There is a folder of that name.");
            return;
        }
        if (!Files.isDirectory(folder)) {
            Replies.refuse(exchange, 404, "The folder that it should go into is not there.");
            return;
        }
        boolean replaces = Files.exists(file);
        try (InputStream in = exchange.body()) {
            try {
                take(in);
            } catch (Unwritten refused) {
                refused(refused.why);
                return;
            }
        }
        exchange.reply(replaces ? 200 : 201, "", new byte[0]);
    }

    /** Why a file was not written, unlike a body that did not come. */
    @SuppressWarnings("serial") // never leaves here
    private static final class Unwritten extends Exception {
        private final IOException why;

        Unwritten(IOException why) {
            super(why);
            this.why = why;
        }
    }

    /** Writes the body into the file, all of it or nothing; what was begun is gone before anybody is told. */
    private void take(InputStream in) throws IOException, Unwritten {
        Path fresh = disks.unfinished(file); // nobody sees it, and the next start removes it
        OutputStream opened;
        try {
            opened = Files.newOutputStream(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new Unwritten(e);
        }
        try {
            try (OutputStream out = opened) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    write(out, buffer, read);
                }
            }
            try {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new Unwritten(e);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length) throws Unwritten {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new Unwritten(e);
        }
    }

    private void refused(IOException e) throws IOException {
        String reason = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(e.getMessage());
        boolean full = reason.contains("No space left") || reason.contains("Disk quota exceeded");
        Replies.refuse(exchange, full ? 507 : 500, "The file could not be written: " + reason + ".");
    }

    void remove() throws IOException {
        if (file.equals(datastore.root())) {
            Replies.refuse(exchange, 409, "That is the datastore itself.");
            return;
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            missing();
            return;
        }
        try {
            Files.delete(file);
            exchange.reply(204, "", new byte[0]);
        } catch (DirectoryNotEmptyException _) {
            Replies.refuse(exchange, 409, "The folder is not empty.");
        } catch (FileSystemException e) {
            refused(e);
        }
    }

    private void missing() throws IOException {
        Replies.refuse(exchange, 404, "There is no such file on the datastore " + datastore.name() + ".");
    }
}
