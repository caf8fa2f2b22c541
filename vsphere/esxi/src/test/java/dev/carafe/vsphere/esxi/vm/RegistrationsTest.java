package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistrationsTest {
    private static final DatastorePath ROOT = new DatastorePath("datastore1", "");
    private static final DatastorePath WEB = ROOT.child("web/web.vmx");
    private static final DatastorePath QUOTED = ROOT.child("a \"b\" \\ ä/c.vmx");

    @TempDir
    Path folder;

    @Test
    void whatIsSaidIsThereAgainAfterARestart() throws Exception {
        Registrations before = Registrations.open(folder);
        before.making(List.of(WEB.parent(), WEB, QUOTED));
        assertThat(before.register(WEB, List.of(WEB.parent(), WEB), true, null)).contains(1L);
        assertThat(before.register(WEB, List.of(), true, null)).isEmpty();
        assertThat(before.register(QUOTED, List.of(), true, null)).contains(2L);
        before.doom(List.of(ROOT.child("old")));
        before.departing(2, new Registrations.Move(QUOTED, "there"));
        assertThat(before.arriving(new Registrations.Move(WEB, "known"))).isEmpty();
        assertThat(before.arriving(new Registrations.Move(ROOT.child("new.vmx"), "here")))
                .contains(3L);
        assertThat(before.register(ROOT.child("half.vmx"), List.of(), false, null))
                .contains(4L);
        Registrations after = Registrations.open(folder);
        assertThat(after.machines())
                .containsExactly(Map.entry(1L, WEB), Map.entry(2L, QUOTED), Map.entry(4L, ROOT.child("half.vmx")));
        assertThat(after.departing()).containsExactly(Map.entry(2L, new Registrations.Move(QUOTED, "there")));
        assertThat(after.arriving())
                .containsExactly(Map.entry(3L, new Registrations.Move(ROOT.child("new.vmx"), "here")));
        assertThat(after.unfinished()).containsExactly(ROOT.child("half.vmx"));
        assertThat(after.idOf(QUOTED)).contains(2L);
        assertThat(after.made()).containsExactly(QUOTED);
        assertThat(after.doomed()).containsExactly(ROOT.child("old"));
    }

    @Test
    void aHostWithoutMachinesCanBeReadAndNoIdComesTwice() throws Exception {
        Registrations first = Registrations.open(folder);
        first.register(WEB, List.of(), true, null);
        first.unregister(1, List.of(WEB));
        Registrations second = Registrations.open(folder);
        assertThat(second.machines()).isEmpty();
        assertThat(second.doomed()).containsExactly(WEB);
        assertThat(second.register(QUOTED, List.of(), true, null)).contains(2L);
    }

    @Test
    void aConfigurationThatMovedLeavesTheOldOneToBeDestroyed() throws Exception {
        Registrations before = Registrations.open(folder);
        before.register(WEB, List.of(), true, null);
        before.making(List.of(QUOTED));
        before.move(1, QUOTED);
        Registrations after = Registrations.open(folder);
        assertThat(after.machines()).containsExactly(Map.entry(1L, QUOTED));
        assertThat(after.made()).isEmpty();
        assertThat(after.doomed()).containsExactly(WEB);
    }

    @Test
    void whatAnOlderReleaseWroteIsTakenOver() throws Exception {
        Path whole = folder.resolve("vms.json");
        Files.writeString(whole, """
                {"lastId":9,"machines":[{"id":1,"path":"[datastore1] web/web.vmx"}],"making":["[datastore1] new"],
                 "destroying":["[datastore1] old"],"arriving":[{"id":8,"path":"[datastore1] a.vmx","ticket":"here"}],
                 "departing":[{"id":1,"path":"[datastore1] web/web.vmx","ticket":"there"}],
                 "unfinished":["[datastore1] half.vmx"]}
                """);
        Registrations before = Registrations.open(folder);
        assertThat(before.register(QUOTED, List.of(), true, null)).contains(10L);
        assertThat(whole).doesNotExist();
        Registrations after = Registrations.open(folder);
        assertThat(after.machines()).containsExactly(Map.entry(1L, WEB), Map.entry(10L, QUOTED));
        assertThat(after.made()).containsExactly(ROOT.child("new"));
        assertThat(after.doomed()).containsExactly(ROOT.child("old"));
        assertThat(after.arriving())
                .containsExactly(Map.entry(8L, new Registrations.Move(ROOT.child("a.vmx"), "here")));
        assertThat(after.departing()).containsExactly(Map.entry(1L, new Registrations.Move(WEB, "there")));
        assertThat(after.unfinished()).containsExactly(ROOT.child("half.vmx"));
    }

    @Test
    void cutOffAnywhereItHasWhatWasSaidBefore() throws Exception {
        Path journal = folder.resolve("vms.journal");
        Registrations full = Registrations.open(folder);
        full.register(WEB, List.of(), true, null);
        long first = Files.size(journal);
        full.register(QUOTED, List.of(), true, null);
        byte[] content = Files.readAllBytes(journal);
        for (int length = (int) first; length < content.length; length++) {
            Files.write(journal, Arrays.copyOf(content, length));
            Registrations cut = Registrations.open(folder);
            assertThat(cut.machines()).containsExactly(Map.entry(1L, WEB));
            assertThat(cut.register(ROOT.child("c.vmx"), List.of(), true, null)).contains(2L);
            assertThat(Registrations.open(folder).machines().keySet()).containsExactly(1L, 2L);
        }
    }

    @Test
    void aJournalWithoutABeginningIsNotTakenForNoMachines() throws Exception {
        Registrations.open(folder).register(WEB, List.of(), true, null);
        Path journal = folder.resolve("vms.journal");
        byte[] content = Files.readAllBytes(journal);
        content[content.length / 2] ^= 1;
        Files.write(journal, content);
        assertThatIOException()
                .isThrownBy(() -> Registrations.open(folder))
                .withMessageContaining("vms.journal is damaged at its beginning");
    }

    @Test
    void whatCannotBeWrittenHasNotHappenedAndWhatFollowsIsKept() throws Exception {
        Registrations notes = Registrations.open(folder);
        notes.register(WEB, List.of(), true, null);
        List<DatastorePath> huge = IntStream.range(0, 200_000)
                .mapToObj(number -> ROOT.child("a-file-whose-name-is-long-".repeat(4) + number))
                .toList();
        assertThatIOException().isThrownBy(() -> notes.doom(huge)); // longer than a record may be
        assertThat(notes.doomed()).isEmpty();
        notes.register(QUOTED, List.of(), true, null);
        Registrations after = Registrations.open(folder);
        assertThat(after.doomed()).isEmpty();
        assertThat(after.machines()).containsExactly(Map.entry(1L, WEB), Map.entry(2L, QUOTED));
    }

    @Test
    void aJournalOfMuchThatCountsNoMoreIsReplaced() throws Exception {
        Registrations notes = Registrations.open(folder);
        notes.register(WEB, List.of(), true, null);
        List<DatastorePath> files = IntStream.range(0, 1_000)
                .mapToObj(number -> ROOT.child("old/" + number))
                .toList();
        for (int round = 0; round < 50; round++) { // 3.5 MB in all
            notes.settled(files);
            notes.destroyed(files);
        }
        notes.making(List.of(QUOTED));
        assertThat(Files.size(folder.resolve("vms.journal"))).isLessThan(1_500_000);
        assertThat(Registrations.open(folder).machines()).containsExactly(Map.entry(1L, WEB));
        assertThat(Registrations.open(folder).made()).containsExactly(QUOTED);
    }

    @Test
    void manyAtOnceAreAllThereAndHaveIdsOfTheirOwn() throws Exception {
        Registrations notes = Registrations.open(folder);
        List<Future<Optional<Long>>> registered = new ArrayList<>();
        Set<Long> ids = new HashSet<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < 100; number++) {
                DatastorePath vmx = ROOT.child(number + ".vmx");
                registered.add(workers.submit(() -> notes.register(vmx, List.of(), true, null)));
            }
            for (Future<Optional<Long>> each : registered) {
                ids.add(each.get().orElseThrow());
            }
        }
        assertThat(ids).hasSize(100);
        assertThat(Registrations.open(folder).machines().keySet()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void theirPoolsAreRememberedAndGoWithThem() throws Exception {
        Registrations before = Registrations.open(folder);
        before.register(WEB, List.of(), true, "pool3");
        before.register(QUOTED, List.of(), true, null);
        before.pool(2, "pool4");
        before.pool(2, "pool5");
        before.move(1, ROOT.child("moved.vmx"));
        Registrations after = Registrations.open(folder);
        assertThat(after.poolOf(1)).contains("pool3");
        assertThat(after.poolOf(2)).contains("pool5");
        after.pool(2, null);
        after.unregister(1, List.of());
        after.pool(1, "pool3");
        Registrations again = Registrations.open(folder);
        assertThat(again.poolOf(1)).isEmpty();
        assertThat(again.poolOf(2)).isEmpty();
    }
}
