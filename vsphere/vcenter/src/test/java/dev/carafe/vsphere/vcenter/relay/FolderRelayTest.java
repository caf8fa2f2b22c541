package dev.carafe.vsphere.vcenter.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.FileTransfers.Place;
import dev.carafe.vsphere.client.TransferException;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of a host's datastore, by vCenter's address and vCenter's names. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class FolderRelayTest {
    @TempDir
    Path directory = Path.of("");

    private static Place place(String path, String query) {
        return new Place(URI.create("/folder" + path + query));
    }

    private static String read(RunningVCenter vcenter, Place place) throws Exception {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        new FileTransfers(vcenter.client.connection()).download(place, to, TransferProgress.NONE);
        return to.toString(StandardCharsets.UTF_8);
    }

    private static void write(RunningVCenter vcenter, Place place, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        new FileTransfers(vcenter.client.connection())
                .upload(place, "PUT", new ByteArrayInputStream(bytes), bytes.length, TransferProgress.NONE);
    }

    @Test
    void filesOfAHostAreReadAndWrittenByTheNamesOfVCenter() throws Exception {
        try (FakeHost host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
                RunningVCenter vcenter = RunningVCenter.start(directory.resolve("vcenter"))) {
            var datacenter = vcenter.datacenter("dc");
            vcenter.await(
                    vcenter.cluster(datacenter, "lab").addHost_Task(host.spec().build(), true, null, null));
            ManagedObjectReference<? extends Datastore> datastore =
                    vcenter.read(datacenter.datastoreFolder(), FolderProperties.class).childEntity().stream()
                            .map(child -> new ManagedObjectReference<Datastore>(child.type(), child.value()))
                            .findFirst()
                            .orElseThrow();
            Datastore.stub(vcenter.client.connection(), datastore).renameDatastore("fast disks");
            assertThat(vcenter.read(datastore, DatastoreProperties.class).name())
                    .isEqualTo("fast disks");

            write(vcenter, place("/a%20b/f.txt", "?dcPath=%2Fdc&dsName=fast%20disks"), "hello");

            assertThat(read(vcenter, place("/a%20b/f.txt", "?dcPath=dc&dsName=fast+disks")))
                    .isEqualTo("hello");
            assertThat(read(vcenter, place("/a%20b/f.txt", "?dsName=fast%20disks")))
                    .isEqualTo("hello");
            assertThat(read(vcenter, place("/", "?dcPath=dc&dsName=fast%20disks")))
                    .isEqualTo("<a href=\"/folder/x?dcPath=dc&amp;dsName=fast%20disks\">x</a>");
            assertRefused(vcenter, place("/none", "?dcPath=dc&dsName=fast%20disks"), 404, "no such file");
            assertRefused(vcenter, place("/a", "?dcPath=dc&dsName=datastore1"), 404, "no datastore datastore1");
            assertRefused(vcenter, place("/a", "?dcPath=other&dsName=fast%20disks"), 404, "no datastore");
            assertRefused(vcenter, place("/a", "?dcPath=dc"), 400, "dsName");
            Place nobody =
                    new Place(URI.create("/folder/a%20b/f.txt?dsName=fast%20disks"), null, Map.of("Cookie", "none=1"));
            assertRefused(vcenter, nobody, 401, "Log in");
        }
    }

    private static void assertRefused(RunningVCenter vcenter, Place place, int status, String reason) {
        assertThatThrownBy(() -> read(vcenter, place))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("HTTP " + status)
                .hasMessageContaining(reason);
    }
}
