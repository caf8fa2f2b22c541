package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        assertThat(before.register(WEB, List.of(WEB.parent(), WEB), true)).contains(1L);
        assertThat(before.register(WEB, List.of(), true)).isEmpty();
        assertThat(before.register(QUOTED, List.of(), true)).contains(2L);
        before.doom(List.of(ROOT.child("old")));
        before.departing(2, new Registrations.Move(QUOTED, "there"));
        assertThat(before.arriving(new Registrations.Move(WEB, "known"))).isEmpty();
        assertThat(before.arriving(new Registrations.Move(ROOT.child("new.vmx"), "here")))
                .contains(3L);
        assertThat(before.register(ROOT.child("half.vmx"), List.of(), false)).contains(4L);
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
        first.register(WEB, List.of(), true);
        first.unregister(1, List.of(WEB));
        Registrations second = Registrations.open(folder);
        assertThat(second.machines()).isEmpty();
        assertThat(second.doomed()).containsExactly(WEB);
        assertThat(second.register(QUOTED, List.of(), true)).contains(2L);
    }

    @Test
    void aConfigurationThatMovedLeavesTheOldOneToBeDestroyed() throws Exception {
        Registrations before = Registrations.open(folder);
        before.register(WEB, List.of(), true);
        before.making(List.of(QUOTED));
        before.move(1, QUOTED);
        Registrations after = Registrations.open(folder);
        assertThat(after.machines()).containsExactly(Map.entry(1L, QUOTED));
        assertThat(after.made()).isEmpty();
        assertThat(after.doomed()).containsExactly(WEB);
    }
}
