package dev.carafe.vsphere.vmomi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordFileTest {
    @TempDir
    Path folder;

    private Path path = Path.of("unset");

    @BeforeEach
    void namePath() {
        path = folder.resolve("records");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Adds records, and returns what was there before. */
    private List<String> added(String... records) throws IOException {
        List<String> before = new ArrayList<>();
        try (RecordFile file =
                RecordFile.open(path, record -> before.add(new String(record, StandardCharsets.UTF_8)))) {
            for (String record : records) {
                file.add(bytes(record));
            }
            assertThat(file.length()).isEqualTo(Files.size(path));
        }
        return before;
    }

    @Test
    void whatWasAddedIsReadInItsOrder() throws Exception {
        assertThat(added("one", "two")).isEmpty();
        assertThat(added("", "four")).containsExactly("one", "two");
        assertThat(added()).containsExactly("one", "two", "", "four");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aTornTailIsCutOffAndAddingGoesOnAfterWhatIsWhole() throws Exception {
        added("one", "two");
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            List<String> kept = added("three");
            assertThat(kept).as("cut at %d", length).isEqualTo(length < whole.length / 2 ? List.of() : List.of("one"));
            assertThat(added()).hasSize(kept.size() + 1).endsWith("three");
        }
    }

    @Test
    void aDamagedRecordEndsWhatIsRead() throws Exception {
        added("one", "two", "three");
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - "two".length() - 8 - "three".length()] ^= 1;
        Files.write(path, bytes);
        assertThat(added()).containsExactly("one");
    }

    @Test
    void aLengthThatNoRecordHasIsDamage() throws Exception {
        Files.write(path, new byte[] {127, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
        assertThat(added("one")).isEmpty();
        assertThat(added()).containsExactly("one");
    }

    @Test
    void aRecordThatWouldNotBeReadIsNotWritten() throws Exception {
        try (RecordFile file = RecordFile.open(path, _ -> {})) {
            assertThatIOException().isThrownBy(() -> file.add(new byte[RecordFile.RECORD_MAX_BYTES + 1]));
        }
        assertThat(Files.size(path)).isZero();
    }

    @Test
    void aReplacedFileHasTheNewRecordsAndIsAddedTo() throws Exception {
        added("one", "two");
        try (RecordFile file = RecordFile.replace(path, List.of(bytes("three")))) {
            file.add(bytes("four"));
        }
        assertThat(added()).containsExactly("three", "four");
    }

    @Test
    void whoeverWaitsForAFileThatAnotherReplacedNeedsItNoMore() throws Exception {
        try (RecordFile old = RecordFile.open(path, _ -> {})) {
            old.add(bytes("one"));
            try (RecordFile fresh = RecordFile.replace(path, List.of(bytes("one")))) {
                old.supersede();
                old.sync();
                fresh.add(bytes("two"));
                fresh.sync();
            }
        }
        assertThat(added()).containsExactly("one", "two");
    }

    @Test
    void aFileThatWasClosedCannotBeSynced() throws Exception {
        RecordFile file = RecordFile.open(path, _ -> {});
        file.add(bytes("one"));
        file.close();
        assertThatIOException().isThrownBy(file::sync);
    }
}
