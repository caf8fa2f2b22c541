package dev.carafe.vsphere.vim.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceVersionsTest {
    private final ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, List.of("9.0.0.0", "8.0.3.0"), "6.5");

    @Test
    void theDocumentNamesTheNewestFirst() {
        assertThat(versions.document())
                .contains("<name>urn:vim25</name>\n  <version>9.0.0.0</version>")
                .contains("<priorVersions>\n   <version>8.0.3.0</version>\n  </priorVersions>");
    }

    @Test
    void aVersionIsReadFromTheHeader() {
        assertThat(versions.of("\"urn:vim25/8.0.3.0\"").id()).isEqualTo("8.0.3.0");
        assertThat(versions.of("urn:vim25/6.5").id()).isEqualTo("6.5");
        assertThat(versions.of("urn:vim25/9.1.0.0").id()).isEqualTo("9.1.0.0");
    }

    @Test
    void aClientThatSaysNothingGetsThePreferredOne() {
        assertThat(versions.of(null).id()).isEqualTo("9.0.0.0");
        assertThat(versions.of("\"urn:vim25\"").id()).isEqualTo("9.0.0.0");
        assertThat(versions.of("").id()).isEqualTo("9.0.0.0");
    }

    @Test
    void aNewerOneThanAllIsTakenForTheNewest() {
        assertThat(versions.of("urn:vim25/10.2.0.0").id()).isEqualTo("9.1.1.0");
    }

    @Test
    void whatIsTooOldOrNoneIsRefused() {
        for (String action :
                List.of("urn:vim25/6.0", "urn:vim25/2.5u2", "urn:vim25/x", "urn:pbm/2.0", "urn:vim25/8.0.99")) {
            assertThatThrownBy(() -> versions.of(action))
                    .as(action)
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining(action);
        }
    }
}
