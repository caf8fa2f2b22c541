package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.vsphere.vcenter.store.Documents;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.packed.PackedCodec;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.property.KnownObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorMemoryTest {
    private static final ManagedObjectReference<Datastore> DATASTORE = new ManagedObjectReference<>("Datastore", "one");
    private static final ManagedObjectReference<VirtualMachine> WEB =
            new ManagedObjectReference<>("VirtualMachine", "web/1");
    private static final String PREFIX = "/vcenter/mirror/host-1/";

    @TempDir
    Path folder;

    private EmbeddedStore store;
    private MirrorMemory memory;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(InventoryStore.config(folder));
        memory = new MirrorMemory(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static HostMirror mirror() {
        return new HostMirror("host-1", Map.of());
    }

    private HostMirror recalled() {
        HostMirror mirror = mirror();
        memory.recall(mirror);
        return mirror;
    }

    @Test
    void whatWasSavedIsRecalledPackedAndWithoutWhatMachinesSayThemselves() {
        HostMirror mirror = mirror();
        VirtualMachineProperties web = VirtualMachineProperties.builder()
                .name("web")
                .datastore(List.of(DATASTORE))
                .build();
        mirror.remember(WEB, web, null);
        mirror.remember(DATASTORE, DatastoreProperties.builder().name("one").build(), null);
        mirror.recalled();
        memory.save(mirror, Map.of(WEB, Set.of("name"), DATASTORE, Set.of("name")), List.of());

        assertThat(store.range(RangeRequest.prefix(Bytes.utf8(PREFIX))).kvs())
                .hasSize(2)
                .extracting(KeyValue::value)
                .allMatch(value -> PackedCodec.isPacked(value.toByteArray()));
        assertThat(recalled().get(WEB)).isEqualTo(web);
        assertThat(recalled().known().version()).isEqualTo("known VirtualMachine:web/1=" + KnownObjects.digest(web));
        DatastoreProperties datastore = Objects.requireNonNull(recalled().get(DATASTORE, DatastoreProperties.class));
        assertThat(datastore.name()).isEqualTo("one");
        assertThat(datastore.vm()).containsExactly(WEB);
    }

    @Test
    void whatAnEarlierReleaseWroteIsRecalledAndPackedThen() {
        ObjectContent content = ObjectContent.builder()
                .obj(WEB)
                .propSet(List.of(new DynamicProperty("name", "web")))
                .build();
        store.put(PutRequest.of(Bytes.utf8(PREFIX + "VirtualMachine/web/1"), new Documents().encode(content)));
        for (int start = 0; start < 2; start++) {
            assertThat(recalled().get(WEB))
                    .isEqualTo(VirtualMachineProperties.builder().name("web").build());
            assertThat(store.range(RangeRequest.prefix(Bytes.utf8(PREFIX))).kvs())
                    .singleElement()
                    .extracting(KeyValue::value)
                    .matches(value -> PackedCodec.isPacked(value.toByteArray()));
        }
    }

    @Test
    void whatCannotBeReadIsLeftOut() {
        byte[] ofDatastore = new PackedCodec(Vim25.NAMESPACE)
                .encode(DatastoreProperties.builder().name("one").build());
        store.put(PutRequest.of(Bytes.utf8(PREFIX + "VirtualMachine/1"), Bytes.wrap(ofDatastore)));
        store.put(PutRequest.of(Bytes.utf8(PREFIX + "VirtualMachine/2"), Bytes.wrap(new byte[] {1, 99})));
        store.put(PutRequest.of(Bytes.utf8(PREFIX + "Datastore/one"), Bytes.wrap(ofDatastore)));
        assertThat(recalled().all()).singleElement().isEqualTo(DATASTORE);
    }
}
