package dev.carafe.vsphere.client.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DatastorePathTest {
    @Test
    void readsWhatItWrites() {
        DatastorePath path = DatastorePath.parse("[data 1] web/web 1.vmx");
        assertThat(path).isEqualTo(new DatastorePath("data 1", "web/web 1.vmx"));
        assertThat(path).hasToString("[data 1] web/web 1.vmx");
        assertThat(DatastorePath.parse("[d]")).isEqualTo(new DatastorePath("d", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> DatastorePath.parse("web.vmx"));
        assertThatIllegalArgumentException().isThrownBy(() -> DatastorePath.parse("[]x"));
    }

    @Test
    void theAddressOfAFileHasItsDatacenterAndDatastore() {
        assertThat(DatastoreFiles.address("a b/ü.iso", "folder/DC 0", "d&1"))
                .isEqualTo("/folder/a%20b/%C3%BC.iso?dcPath=folder%2FDC%200&dsName=d%261");
    }
}
