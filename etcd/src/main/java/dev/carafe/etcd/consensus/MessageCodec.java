package dev.carafe.etcd.consensus;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.raft.ConfState;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.raft.RaftSnapshot;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Messages between members as bytes: a tag, then the record's components in their order; numbers big-endian, lists and data
 * with their length as 4 bytes, flags as one byte.
 */
public final class MessageCodec {
    private static final int VOTE_REQUEST = 1;
    private static final int VOTE_RESPONSE = 2;
    private static final int APPEND = 3;
    private static final int APPEND_RESPONSE = 4;
    private static final int HEARTBEAT = 5;
    private static final int HEARTBEAT_RESPONSE = 6;
    private static final int INSTALL_SNAPSHOT = 7;
    private static final int TIMEOUT_NOW = 8;
    private static final int FORWARD = 9;
    private static final int READ_INDEX_REQUEST = 10;
    private static final int READ_INDEX_RESPONSE = 11;
    private static final int TRANSFER_LEADER = 12;

    private MessageCodec() {}

    /** The message as bytes. */
    public static byte[] encode(Message message) {
        ByteBuffer to = ByteBuffer.allocate(sizeBytes(message)); // all of it at once: appends are large
        encode(message, to);
        if (to.hasRemaining()) {
            throw new IllegalStateException("a message shorter than its size: " + to.remaining() + " bytes");
        }
        return to.array();
    }

    private static int sizeBytes(Message message) {
        return switch (message) {
            case Message.VoteRequest _ -> 1 + 5 * Long.BYTES + 2;
            case Message.VoteResponse _ -> 1 + 3 * Long.BYTES + 2;
            case Message.Append m -> {
                long size = 1 + 6 * Long.BYTES + Integer.BYTES;
                for (Entry entry : m.entries()) {
                    size += 2 * Long.BYTES + 1 + sizeBytes(entry.data());
                }
                yield Math.toIntExact(size);
            }
            case Message.AppendResponse _ -> 1 + 6 * Long.BYTES + 1;
            case Message.Heartbeat _ -> 1 + 5 * Long.BYTES;
            case Message.HeartbeatResponse _ -> 1 + 4 * Long.BYTES;
            case Message.InstallSnapshot m ->
                1
                        + 5 * Long.BYTES
                        + sizeBytes(m.snapshot().conf().voters())
                        + sizeBytes(m.snapshot().conf().learners())
                        + sizeBytes(m.snapshot().data());
            case Message.TimeoutNow _ -> 1 + 3 * Long.BYTES;
            case Message.Forward m -> 1 + 2 * Long.BYTES + 1 + sizeBytes(m.data());
            case Message.ReadIndexRequest _ -> 1 + 3 * Long.BYTES;
            case Message.ReadIndexResponse _ -> 1 + 5 * Long.BYTES;
            case Message.TransferLeader _ -> 1 + 3 * Long.BYTES;
        };
    }

    private static int sizeBytes(Bytes bytes) {
        return Integer.BYTES + bytes.length();
    }

    private static int sizeBytes(SortedSet<Long> ids) {
        return Integer.BYTES + ids.size() * Long.BYTES;
    }

    private static void encode(Message message, ByteBuffer to) {
        switch (message) {
            case Message.VoteRequest m -> {
                longs(to, VOTE_REQUEST, m.from(), m.to(), m.term(), m.lastIndex(), m.lastTerm());
                flag(to, m.pre());
                flag(to, m.transfer());
            }
            case Message.VoteResponse m -> {
                longs(to, VOTE_RESPONSE, m.from(), m.to(), m.term());
                flag(to, m.pre());
                flag(to, m.reject());
            }
            case Message.Append m -> {
                longs(to, APPEND, m.from(), m.to(), m.term(), m.prevIndex(), m.prevTerm(), m.commit());
                to.putInt(m.entries().size());
                for (Entry entry : m.entries()) {
                    to.putLong(entry.term());
                    to.putLong(entry.index());
                    kind(to, entry.kind());
                    bytes(to, entry.data());
                }
            }
            case Message.AppendResponse m -> {
                longs(to, APPEND_RESPONSE, m.from(), m.to(), m.term(), m.index(), m.hintIndex(), m.hintTerm());
                flag(to, m.reject());
            }
            case Message.Heartbeat m -> longs(to, HEARTBEAT, m.from(), m.to(), m.term(), m.commit(), m.read());
            case Message.HeartbeatResponse m -> longs(to, HEARTBEAT_RESPONSE, m.from(), m.to(), m.term(), m.read());
            case Message.InstallSnapshot m -> {
                RaftSnapshot snapshot = m.snapshot();
                longs(to, INSTALL_SNAPSHOT, m.from(), m.to(), m.term(), snapshot.index(), snapshot.term());
                ids(to, snapshot.conf().voters());
                ids(to, snapshot.conf().learners());
                bytes(to, snapshot.data());
            }
            case Message.TimeoutNow m -> longs(to, TIMEOUT_NOW, m.from(), m.to(), m.term());
            case Message.Forward m -> {
                longs(to, FORWARD, m.from(), m.to());
                kind(to, m.kind());
                bytes(to, m.data());
            }
            case Message.ReadIndexRequest m -> longs(to, READ_INDEX_REQUEST, m.from(), m.to(), m.request());
            case Message.ReadIndexResponse m ->
                longs(to, READ_INDEX_RESPONSE, m.from(), m.to(), m.term(), m.request(), m.index());
            case Message.TransferLeader m -> longs(to, TRANSFER_LEADER, m.from(), m.to(), m.target());
        }
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Message decode(byte[] bytes) {
        try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Message message = decode(from);
            if (from.available() > 0) {
                throw new IOException("bytes left over");
            }
            return message;
        } catch (IOException e) {
            throw new IllegalArgumentException("no message: " + e.getMessage(), e);
        }
    }

    private static Message decode(DataInputStream from) throws IOException {
        int tag = from.readUnsignedByte();
        long sender = from.readLong();
        long to = from.readLong();
        return switch (tag) {
            case VOTE_REQUEST ->
                new Message.VoteRequest(
                        sender,
                        to,
                        from.readLong(),
                        from.readLong(),
                        from.readLong(),
                        from.readBoolean(),
                        from.readBoolean());
            case VOTE_RESPONSE ->
                new Message.VoteResponse(sender, to, from.readLong(), from.readBoolean(), from.readBoolean());
            case APPEND -> {
                long term = from.readLong();
                long prevIndex = from.readLong();
                long prevTerm = from.readLong();
                long commit = from.readLong();
                yield new Message.Append(sender, to, term, prevIndex, prevTerm, entries(from), commit);
            }
            case APPEND_RESPONSE -> {
                long term = from.readLong();
                long index = from.readLong();
                long hintIndex = from.readLong();
                long hintTerm = from.readLong();
                yield new Message.AppendResponse(sender, to, term, index, from.readBoolean(), hintIndex, hintTerm);
            }
            case HEARTBEAT -> new Message.Heartbeat(sender, to, from.readLong(), from.readLong(), from.readLong());
            case HEARTBEAT_RESPONSE -> new Message.HeartbeatResponse(sender, to, from.readLong(), from.readLong());
            case INSTALL_SNAPSHOT -> {
                long term = from.readLong();
                long index = from.readLong();
                long snapshotTerm = from.readLong();
                ConfState conf = new ConfState(ids(from), ids(from));
                yield new Message.InstallSnapshot(
                        sender, to, term, new RaftSnapshot(index, snapshotTerm, conf, bytes(from)));
            }
            case TIMEOUT_NOW -> new Message.TimeoutNow(sender, to, from.readLong());
            case FORWARD -> new Message.Forward(sender, to, kind(from), bytes(from));
            case READ_INDEX_REQUEST -> new Message.ReadIndexRequest(sender, to, from.readLong());
            case READ_INDEX_RESPONSE ->
                new Message.ReadIndexResponse(sender, to, from.readLong(), from.readLong(), from.readLong());
            case TRANSFER_LEADER -> new Message.TransferLeader(sender, to, from.readLong());
            default -> throw new IOException("unknown tag " + tag);
        };
    }

    private static List<Entry> entries(DataInputStream from) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int left = count(from); left > 0; left--) {
            entries.add(new Entry(from.readLong(), from.readLong(), kind(from), bytes(from)));
        }
        return entries;
    }

    private static void longs(ByteBuffer to, int tag, long... values) {
        to.put((byte) tag);
        for (long value : values) {
            to.putLong(value);
        }
    }

    private static void flag(ByteBuffer to, boolean value) {
        to.put((byte) (value ? 1 : 0));
    }

    private static void kind(ByteBuffer to, Entry.Kind kind) {
        flag(to, kind == Entry.Kind.CONF_CHANGE);
    }

    private static Entry.Kind kind(DataInputStream from) throws IOException {
        return from.readBoolean() ? Entry.Kind.CONF_CHANGE : Entry.Kind.NORMAL;
    }

    private static void bytes(ByteBuffer to, Bytes bytes) {
        to.putInt(bytes.length());
        bytes.writeTo(to);
    }

    private static Bytes bytes(DataInputStream from) throws IOException {
        byte[] bytes = new byte[count(from)];
        from.readFully(bytes);
        return Bytes.wrap(bytes);
    }

    private static void ids(ByteBuffer to, SortedSet<Long> ids) {
        to.putInt(ids.size());
        for (long id : ids) {
            to.putLong(id);
        }
    }

    private static SortedSet<Long> ids(DataInputStream from) throws IOException {
        TreeSet<Long> ids = new TreeSet<>();
        for (int left = count(from); left > 0; left--) {
            ids.add(from.readLong());
        }
        return ids;
    }

    /** A count of things that take a byte each at least, so that what is not there is not made room for. */
    private static int count(DataInputStream from) throws IOException {
        int count = from.readInt();
        if (count < 0 || count > from.available()) {
            throw new IOException("impossible count " + count);
        }
        return count;
    }
}
