package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.property.KnownObjects;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hosts do not tell which machines a datastore has: the machines do. */
class HostMirrorTest {
    private static final ManagedObjectReference<Datastore> ONE = new ManagedObjectReference<>("Datastore", "one");
    private static final ManagedObjectReference<Datastore> TWO = new ManagedObjectReference<>("Datastore", "two");
    private static final ManagedObjectReference<VirtualMachine> WEB = machine("1");
    private static final ManagedObjectReference<VirtualMachine> DB = machine("2");

    private final HostMirror mirror = new HostMirror("host-1", Map.of());

    private static ManagedObjectReference<VirtualMachine> machine(String id) {
        return new ManagedObjectReference<>("VirtualMachine", id);
    }

    private List<ManagedObjectReference<VirtualMachine>> machines(ManagedObjectReference<Datastore> datastore) {
        return Objects.requireNonNull(mirror.get(datastore, DatastoreProperties.class))
                .vm();
    }

    private static ObjectUpdate on(
            ObjectUpdateKind kind,
            ManagedObjectReference<VirtualMachine> machine,
            List<ManagedObjectReference<?>> places) {
        return ObjectUpdate.builder()
                .kind(kind)
                .obj(machine)
                .changeSet(List.of(PropertyChange.builder()
                        .name("datastore")
                        .op(PropertyChangeOp.ASSIGN)
                        .val(new ArrayOf(Objects.requireNonNull(Vim25.NAMESPACE.type("Datastore")), places))
                        .build()))
                .build();
    }

    private static ObjectUpdate of(ObjectUpdateKind kind, ManagedObjectReference<?> object) {
        return ObjectUpdate.builder().kind(kind).obj(object).build();
    }

    @Test
    void datastoresHaveTheMachinesThatNameThem() {
        mirror.take(List.of(
                on(ObjectUpdateKind.ENTER, WEB, List.of(ONE)),
                of(ObjectUpdateKind.ENTER, ONE),
                of(ObjectUpdateKind.ENTER, TWO),
                on(ObjectUpdateKind.ENTER, DB, List.of(ONE, TWO))));
        assertThat(machines(ONE)).containsExactly(WEB, DB);
        assertThat(machines(TWO)).containsExactly(DB);

        HostMirror.News moved = mirror.take(List.of(on(ObjectUpdateKind.MODIFY, WEB, List.of(TWO))));
        assertThat(moved.names()).containsEntry(ONE, Set.of("vm")).containsEntry(TWO, Set.of("vm"));
        assertThat(machines(ONE)).containsExactly(DB);
        assertThat(machines(TWO)).containsExactly(DB, WEB);

        HostMirror.News left = mirror.take(List.of(of(ObjectUpdateKind.LEAVE, DB)));
        assertThat(left.names()).containsOnlyKeys(ONE, TWO);
        assertThat(machines(ONE)).isEmpty();
        assertThat(machines(TWO)).containsExactly(WEB);
    }

    @Test
    void whatDoesNotConcernTheListsIsNoNewsOfThem() {
        mirror.take(List.of(of(ObjectUpdateKind.ENTER, ONE), on(ObjectUpdateKind.ENTER, WEB, List.of(ONE))));
        assertThat(mirror.take(List.of(on(ObjectUpdateKind.MODIFY, WEB, List.of(ONE))))
                        .names())
                .isEmpty();
        assertThat(mirror.take(List.of(of(ObjectUpdateKind.ENTER, ONE))).names())
                .isEmpty();
        assertThat(machines(ONE)).containsExactly(WEB);
    }

    @Test
    void whatIsRememberedIsListedAndForgottenAgain() {
        mirror.remember(ONE, DatastoreProperties.builder().build(), null);
        mirror.remember(
                WEB, VirtualMachineProperties.builder().datastore(List.of(ONE)).build(), null);
        mirror.remember(
                DB, VirtualMachineProperties.builder().datastore(List.of(ONE)).build(), null);
        mirror.recalled();
        assertThat(machines(ONE)).containsExactly(WEB, DB);
        assertThat(mirror.retain(Set.of(ONE, DB))).containsExactly(WEB);
        assertThat(machines(ONE)).containsExactly(DB);
    }

    @Test
    void whatIsKnownOfMachinesIsWhatTheyAreNow() {
        VirtualMachineProperties before =
                VirtualMachineProperties.builder().name("web").build();
        mirror.remember(WEB, before, "digest-of-web");
        mirror.remember(DB, VirtualMachineProperties.builder().name("db").build(), null);
        mirror.remember(ONE, DatastoreProperties.builder().build(), "digest-of-one");
        String db = KnownObjects.digest(
                VirtualMachineProperties.builder().name("db").build());
        assertThat(mirror.known().version().split(" "))
                .containsExactlyInAnyOrder("known", "VirtualMachine:1=digest-of-web", "VirtualMachine:2=" + db);

        mirror.take(List.of(on(ObjectUpdateKind.MODIFY, WEB, List.of(ONE)), of(ObjectUpdateKind.LEAVE, DB)));
        String changed = KnownObjects.digest(Objects.requireNonNull(mirror.get(WEB)));
        assertThat(mirror.known().version()).isEqualTo("known VirtualMachine:1=" + changed);
    }

    @Test
    void aMachineThatIsStillAsItWasKnownIsNoNews() {
        VirtualMachineProperties before =
                VirtualMachineProperties.builder().name("web").build();
        mirror.remember(WEB, before, null);
        assertThat(mirror.take(List.of(of(ObjectUpdateKind.MODIFY, WEB))).names())
                .isEmpty();
        assertThat(mirror.get(WEB)).isEqualTo(before);
    }
}
