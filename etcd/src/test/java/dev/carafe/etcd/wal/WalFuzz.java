package dev.carafe.etcd.wal;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.testing.RandomRequests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The log's readers take any bytes, or refuse them as damaged. A first byte of 0 stands before a whole segment; any other
 * before records, each with a byte for its kind and two for its length, which get their checksums here.
 */
public final class WalFuzz {
    private static final int SEGMENT_BYTES = 8 * 1024;
    private static final String NAME = "0000000000000000-0000000000000001.wal";
    private static final int KINDS = 6;

    private WalFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        ByteBuffer input = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        MemoryDirectory directory = new MemoryDirectory();
        if (input.hasRemaining() && input.get() == 0) {
            byte[] segment = new byte[input.remaining()];
            input.get(segment);
            directory = directory.with(NAME, segment);
        } else {
            write(input, directory);
        }
        openAlone(directory.afterKill());
        openMember(directory);
    }

    private static void write(ByteBuffer input, MemoryDirectory directory) throws IOException {
        try (Wal wal = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, _) -> {})) {
            while (input.remaining() > 3) {
                int kind = Byte.toUnsignedInt(input.get()) % KINDS;
                int length = Math.min(Short.toUnsignedInt(input.getShort()), input.remaining());
                ByteBuffer payload = input.slice(input.position(), length).order(ByteOrder.LITTLE_ENDIAN);
                input.position(input.position() + length);
                if (length > wal.requestBytesMax() || !wal.append(kind, payload)) {
                    break;
                }
            }
            wal.sync();
        }
    }

    private static void openAlone(MemoryDirectory directory) throws IOException {
        try (Wal wal = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, request) -> {
            WriteRequest back = Wal.decode(Wal.encode(request));
            if (!back.equals(request)) {
                throw new AssertionError(request + " was written and read back as " + back);
            }
        })) {
            wal.sync();
        } catch (CorruptException _) {
            // refused
        }
    }

    private static void openMember(MemoryDirectory directory) throws IOException {
        try (RaftWal wal = RaftWal.open(directory, SEGMENT_BYTES, Runnable::run, 0, new Ignored())) {
            var _ = wal.identity();
        } catch (CorruptException _) {
            // refused
        }
    }

    private record Ignored() implements RaftWal.Replay {
        @Override
        public void request(long index, WriteRequest request) {}

        @Override
        public void entry(Entry entry) {}

        @Override
        public void state(HardState state) {}

        @Override
        public void snapshot(long index, long term) {}
    }

    public static List<byte[]> seeds() throws IOException {
        List<WriteRequest> requests = new ArrayList<>();
        RandomRequests random = new RandomRequests(new SplittableRandom(1), 9);
        for (int i = 0; i < 12; i++) {
            requests.add(random.write(i + 1));
        }
        requests.add(new CompactRequest(4, true));
        requests.add(new LeaseGrantRequest(60, 7));
        requests.add(new LeaseCheckpointRequest(5, List.of(new LeaseCheckpointRequest.Checkpoint(7, 33))));
        MemoryDirectory directory = new MemoryDirectory();
        ByteBuffer records = ByteBuffer.allocate(SEGMENT_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1);
        try (Wal wal = new WalRecovery(directory, SEGMENT_BYTES, Runnable::run).open(0, (_, _) -> {})) {
            for (WriteRequest request : requests) {
                ByteBuffer payload = Wal.encode(request);
                records.put((byte) RecordFrame.KIND_REQUEST).putShort((short) payload.remaining());
                records.put(payload.duplicate());
                if (!wal.append(payload)) {
                    throw new IllegalStateException("the seed is too long");
                }
            }
            wal.sync();
        }
        byte[] segment = directory.bytes(NAME);
        byte[] framed = new byte[records.flip().remaining()];
        records.get(framed);
        return List.of(
                ByteBuffer.allocate(1 + segment.length)
                        .put((byte) 0)
                        .put(segment)
                        .array(),
                framed);
    }
}
