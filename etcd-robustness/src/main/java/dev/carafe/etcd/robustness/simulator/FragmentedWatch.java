package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.robustness.watch.WatchRecord;
import dev.carafe.etcd.rpc.EncodedEvent;
import dev.carafe.etcd.rpc.ValueCodec;
import dev.carafe.etcd.rpc.WatchFragments;
import dev.carafe.etcd.rpc.WatchMessage;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A watcher at the other end of a connection: what its watch tells is made into messages as the server does, in fragments where it is more than
 * the watcher takes at once, and read again. Now and then the connection breaks in the middle of a response.
 */
final class FragmentedWatch implements WatchListener {
    private static final int WATCH_ID = 1;
    private static final int BREAKS_ONE_OF = 12;

    private final WatchRecord record;
    private final SplittableRandom random;
    private boolean broken;

    FragmentedWatch(WatchRecord record, SplittableRandom random) {
        this.record = record;
        this.random = random;
    }

    /** Whether nothing comes through any more. */
    boolean broken() {
        return broken;
    }

    @Override
    public void events(List<WatchEvent> events, long revision) {
        List<EncodedEvent> encoded = events.stream().map(EncodedEvent::of).toList();
        List<List<EncodedEvent>> messages = WatchFragments.of(encoded, record.fragmentBytes());
        int arriving = messages.size();
        if (arriving > 1 && random.nextInt(BREAKS_ONE_OF) == 0) {
            arriving = random.nextInt(arriving);
        }
        byte[] header = Rpc.WatchResponse.newBuilder()
                .setHeader(Rpc.ResponseHeader.newBuilder().setRevision(revision))
                .build()
                .toByteArray();
        for (int i = 0; i < arriving && !broken; i++) {
            arrive(WatchMessage.of(header, WATCH_ID, i < messages.size() - 1, messages.get(i))
                    .decode());
        }
        broken |= arriving < messages.size();
    }

    private void arrive(Rpc.WatchResponse response) {
        record.message(
                response.getEventsList().stream().map(ValueCodec::decode).toList(),
                response.getFragment(),
                response.getHeader().getRevision());
    }

    @Override
    public void progress(long revision) {
        if (!broken) {
            record.progress(revision);
        }
    }

    @Override
    public void cancelled(EtcdException cause, long compactRevision) {
        if (!broken) {
            record.cancelled(cause, compactRevision);
        }
    }
}
