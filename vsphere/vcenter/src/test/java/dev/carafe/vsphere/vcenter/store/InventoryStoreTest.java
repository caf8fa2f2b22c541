package dev.carafe.vsphere.vcenter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.vsphere.vcenter.inventory.ClusterRules;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryStoreTest {
    @TempDir
    Path directory = Path.of("");

    private final List<EntityChange> told = new ArrayList<>();

    private Store store() throws IOException {
        return EmbeddedStore.open(InventoryStore.config(directory));
    }

    private InventoryStore open(Store store) throws IOException {
        return InventoryStore.open(store, (changes, _) -> told.addAll(changes));
    }

    /** One of each kind. */
    private static void fill(InventoryStore inventory) {
        Entity.Datacenter datacenter =
                inventory.change(draft -> FolderRules.createDatacenter(draft, References.ROOT, "dc <&> ä"));
        Entity.ComputeResource cluster = inventory.change(draft -> ClusterRules.createCluster(
                draft,
                datacenter.hostFolder(),
                "cluster",
                ClusterConfigSpecEx.builder().build()));
        Entity.Host host = inventory.change(draft -> HostRules.add(
                draft, List.of(), cluster.id(), new HostAccess("h", 444, "root", "sealed", "AA"), "uuid", false));
        inventory.change(draft -> HostRules.foundDatastore(draft, host, "ds:///a", new OnHost("1", "datastore1")));
        inventory.change(draft -> HostRules.foundNetwork(draft, host, new OnHost("n", "VM Network")));
        inventory.change(draft -> HostRules.foundMachine(draft, host, "7", "web"));
    }

    @Test
    void beginsWithARootFolder() throws IOException {
        try (Store store = store();
                InventoryStore inventory = open(store)) {
            assertThat(inventory.all(Entity.class)).extracting(Entity::id).containsExactly("group-d1");
        }
    }

    @Test
    void isAfterARestartWhatItWasBefore() throws IOException {
        List<Entity> before;
        try (Store store = store();
                InventoryStore inventory = open(store)) {
            fill(inventory);
            before = inventory.all(Entity.class);
        }
        told.clear();
        try (Store store = store();
                InventoryStore inventory = open(store)) {
            assertThat(inventory.all(Entity.class)).isEqualTo(before).hasSize(12);
            assertThat(told).extracting(EntityChange::after).containsExactlyElementsOf(before);
            assertThat(inventory.<String>change(draft -> draft.newId("vm-"))).isEqualTo("vm-13");
        }
    }

    @Test
    void doesNotGiveTheIdOfARemovedEntityAgainAfterARestart() throws IOException {
        try (Store store = store();
                InventoryStore inventory = open(store)) {
            Entity made = inventory.change(draft -> FolderRules.createFolder(draft, References.ROOT, "a"));
            inventory.change(draft -> {
                FolderRules.remove(draft, made);
                return null;
            });
        }
        try (Store store = store();
                InventoryStore inventory = open(store)) {
            Entity made = inventory.change(draft -> FolderRules.createFolder(draft, References.ROOT, "a"));
            assertThat(made.id()).isEqualTo("group-d3");
        }
    }

    @Test
    void changesNothingWhenTheDecisionThrows() throws IOException {
        try (Store store = store();
                InventoryStore inventory = open(store)) {
            told.clear();
            assertThatThrownBy(() -> inventory.change(draft -> {
                        FolderRules.createFolder(draft, References.ROOT, "a");
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(inventory.all(Entity.class)).hasSize(1);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void answersWhoeverAsksWhileItIsClosed() throws Exception {
        Store store = store();
        InventoryStore inventory = open(store);
        CountDownLatch asked = new CountDownLatch(1);
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i >= 0; i++) {
                    String name = "f" + i;
                    inventory.change(draft -> FolderRules.createFolder(draft, References.ROOT, name));
                    asked.countDown();
                }
            } catch (RuntimeException _) {
                // the server was stopped: what is tested is that it is said
            }
        });
        asked.await();
        inventory.close();
        asking.join();
        store.close();
        assertThatThrownBy(() -> inventory.change(draft -> FolderRules.createFolder(draft, References.ROOT, "late")))
                .hasMessageContaining("being stopped");
    }

    @Test
    void namesTheEntryThatIsDamaged() throws IOException {
        try (Store store = store()) {
            store.put(PutRequest.of(Bytes.utf8("/vcenter/entities/vm-1"), Bytes.utf8("<obj")));
            assertThatThrownBy(() -> open(store))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/vcenter/entities/vm-1");
        }
    }
}
