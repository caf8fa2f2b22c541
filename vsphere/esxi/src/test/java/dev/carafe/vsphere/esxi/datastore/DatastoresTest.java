package dev.carafe.vsphere.esxi.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatastoresTest {
    @TempDir
    Path temporary;

    private Datastore one;
    private Datastores datastores;

    @BeforeEach
    void setUp() throws IOException {
        one = new Datastore("one", Files.createDirectory(temporary.resolve("first")));
        datastores = new Datastores(List.of(one));
    }

    @Test
    void turnsPathsIntoFilesAndBack() {
        Path file = datastores.resolve(DatastorePath.parse("[one] web/web.vmx"));
        assertThat(file).isEqualTo(one.root().resolve("web/web.vmx"));
        assertThat(datastores.pathOf(file)).hasToString("[one] web/web.vmx");
        assertThat(datastores.resolve(DatastorePath.parse("[one]"))).isEqualTo(one.root());
    }

    @Test
    void refusesADatastoreThatIsNotThere() {
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> datastores.resolve(DatastorePath.parse("[two] web.vmx")))
                .withMessageContaining("there is no datastore 'two'")
                .satisfies(e -> assertThat(e.path()).isEqualTo("[two] web.vmx"));
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> datastores.pathOf(temporary.resolve("elsewhere")));
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> datastores.pathOf(one.root().resolve("../x")));
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createSymbolicLink(one.root().resolve("out"), outside);
        Files.createSymbolicLink(one.root().resolve("dangling"), temporary.resolve("not-yet"));
        for (String path : List.of("out", "out/secret", "dangling", "dangling/x")) {
            assertThatExceptionOfType(InvalidDatastorePathException.class)
                    .as(path)
                    .isThrownBy(() -> one.resolve(path));
        }
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
        Files.createDirectory(one.root().resolve("iso"));
        Files.createSymbolicLink(one.root().resolve("images"), one.root().resolve("iso"));
        assertThat(one.resolve("images/x.iso")).isEqualTo(one.root().resolve("images/x.iso"));
    }

    @Test
    void takesItsOwnFolderThroughALink() throws IOException {
        Files.createSymbolicLink(temporary.resolve("alias"), one.root());
        assertThat(new Datastore("alias", temporary.resolve("alias")).resolve("web"))
                .isEqualTo(one.root().resolve("web"));
    }

    @Test
    void addsAndRemoves() throws IOException {
        Datastore two = new Datastore("two", Files.createDirectory(temporary.resolve("second")));
        assertThat(datastores.add(two)).isTrue();
        assertThat(datastores.all()).containsExactly(one, two);
        assertThat(datastores.add(two)).isFalse();
        assertThat(datastores.add(
                        new Datastore("within", Files.createDirectory(two.root().resolve("in")))))
                .isFalse();
        assertThat(datastores.remove("two")).isTrue();
        assertThat(datastores.remove("two")).isFalse();
        assertThat(datastores.byName("two")).isEmpty();
    }

    @Test
    void needsAFolder() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatIOException().isThrownBy(() -> new Datastore("x", file));
        assertThatIOException().isThrownBy(() -> new Datastore("x", temporary.resolve("absent")));
    }
}
