package dev.carafe.vsphere.esxi.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatastorePathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '"',
            value = {
                "[a] web/web.vmx|[a] web/web.vmx",
                "[a]web/web.vmx|[a] web/web.vmx",
                "[a]   /web//./web.vmx/|[a] web/web.vmx",
                "[my store] with space/x y|[my store] with space/x y",
                "[a] /|[a] ",
                "[a]|[a] ",
                "[a] [b]/c|[a] [b]/c",
                "[a] Ünï/…|[a] Ünï/…",
                "[a] a.b/c..d|[a] a.b/c..d",
                "[a] .hidden/..x|[a] .hidden/..x",
                "[a] a/./b|[a] a/b",
                "[a] a//b|[a] a/b",
                "[a] a/b/|[a] a/b",
            })
    void isReadIntoItsShortestForm(String text, String expected) {
        assertThat(DatastorePath.parse(text)).hasToString(expected);
        assertThat(DatastorePath.parse(expected)).isEqualTo(DatastorePath.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web.vmx",
                "/etc/passwd",
                "[a",
                "[] x",
                "[ ] x",
                "[a/b] x",
                "[..] x",
                "[a] ..",
                "[a] x/../../y",
                "[a] x\0y",
                "[a] x\ny",
                "[a] \uD800",
                "[[a] x",
            })
    void refusesWhatNamesNothing(String text) {
        assertThatExceptionOfType(InvalidDatastorePathException.class).isThrownBy(() -> DatastorePath.parse(text));
    }

    @Test
    void bindsNamesInLength() {
        String longest = "ä".repeat(127);
        assertThat(DatastorePath.parse("[a] " + longest).fileName()).isEqualTo(longest);
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> DatastorePath.parse("[a] " + longest + "ä"));
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> DatastorePath.parse("[a] " + "x/".repeat(2000)));
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> DatastorePath.parse("[" + "n".repeat(81) + "] x"));
    }

    @Test
    void walksUpAndDown() {
        DatastorePath vmx = DatastorePath.parse("[a] web/web.vmx");
        assertThat(vmx.fileName()).isEqualTo("web.vmx");
        assertThat(vmx.parent()).hasToString("[a] web");
        assertThat(vmx.parent().parent()).hasToString("[a] ");
        assertThat(vmx.parent().parent().parent().isRoot()).isTrue();
        assertThat(vmx.parent().child("web.vmdk")).hasToString("[a] web/web.vmdk");
        assertThat(vmx.parent().resolve("[b] iso/x.iso")).hasToString("[b] iso/x.iso");
        assertThat(vmx.parent().resolve("x.iso")).hasToString("[a] web/x.iso");
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> vmx.parent().resolve("../other/x.vmdk"));
    }

    @Test
    void knowsWhatIsWithinAFolder() {
        DatastorePath web = DatastorePath.parse("[a] web");
        assertThat(DatastorePath.parse("[a] web/x").startsWith(web)).isTrue();
        assertThat(web.startsWith(web)).isTrue();
        assertThat(DatastorePath.parse("[a] website").startsWith(web)).isFalse();
        assertThat(DatastorePath.parse("[b] web/x").startsWith(web)).isFalse();
        assertThat(web.startsWith(DatastorePath.parse("[a]"))).isTrue();
    }
}
