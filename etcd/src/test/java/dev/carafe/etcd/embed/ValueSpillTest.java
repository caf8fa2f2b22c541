package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.SnapshotFiles;
import org.junit.jupiter.api.Test;

class ValueSpillTest {
    private static final int VALUE_BYTES = 1000;

    private final MemoryDirectory directory = new MemoryDirectory();
    private final MvccCore core = MvccCore.empty();
    private final ValueSpill spill = new ValueSpill(new SnapshotFiles(directory), 10 * VALUE_BYTES);

    @Test
    void valuesGoWhenThereAreManyAndNotBefore() {
        put(9);
        assertThat(spill.due(core.state())).isFalse();
        put(1);
        assertThat(spill.due(core.state())).isTrue();
        spill.run(core.state());
        assertThat(spill.due(core.state())).isFalse();
        assertThat(stored(2)).isTrue();
        put(10);
        assertThat(spill.due(core.state())).isTrue();
        assertThat(stored(12)).isFalse();
        spill.run(core.state());
        assertThat(stored(12)).isTrue();
    }

    @Test
    void whatCompactionFreesDoesNotCount() {
        put(5);
        put(4);
        core.apply(new CompactRequest(10, false), 0);
        assertThat(core.prune(100)).isFalse();
        assertThat(spill.due(core.state())).isFalse();
        put(4);
        assertThat(spill.due(core.state())).isFalse();
        put(1);
        assertThat(spill.due(core.state())).isTrue();
    }

    @Test
    void aDiskThatIsFullLeavesThemInTheHeap() {
        put(10);
        directory.fill(true);
        spill.run(core.state());
        assertThat(stored(2)).isFalse();
        assertThat(core.state().change(2).kv(0).value().length()).isEqualTo(VALUE_BYTES);
    }

    private boolean stored(long revision) {
        return core.state().change(revision).kv(0).value().isStored();
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            core.apply(PutRequest.of(Bytes.utf8("k" + i), Bytes.wrap(new byte[VALUE_BYTES])), 0);
        }
    }
}
