package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private final Expectations expectations = new Expectations();

    private Runnable expect(String host, String folder) {
        return expectations.add(host, "web", new Discovery.Expected(folder, "pool"));
    }

    @Test
    void aNameThatIsBeingMadeInAFolderIsTakenUntilItIsMade() {
        Runnable made = expect("host-1", "group-v1");

        assertThatThrownBy(() -> expect("host-2", "group-v1"))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(DuplicateName.class));
        made.run();
        Runnable other = expect("host-2", "group-v1");
        assertThat(expectations.find("host-1", "web")).isNull();
        assertThat(expectations.find("host-2", "web")).isEqualTo(new Discovery.Expected("group-v1", "pool"));
        other.run();
        assertThat(expectations.find("host-2", "web")).isNull();
    }

    @Test
    void ofTwoFoldersOnOneHostTheFirstIsExpectedUntilItsMachineIsMade() {
        Runnable first = expect("host-1", "group-v1");
        Runnable second = expect("host-1", "group-v2");

        assertThat(expectations.find("host-1", "web")).isEqualTo(new Discovery.Expected("group-v1", "pool"));
        second.run();
        assertThat(expectations.find("host-1", "web")).isEqualTo(new Discovery.Expected("group-v1", "pool"));
        first.run();
        assertThat(expectations.find("host-1", "web")).isNull();
    }
}
