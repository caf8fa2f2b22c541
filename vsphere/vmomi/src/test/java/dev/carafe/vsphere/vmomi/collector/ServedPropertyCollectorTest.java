package dev.carafe.vsphere.vmomi.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidProperty;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.RetrieveOptions;
import dev.carafe.vsphere.vim.vim25.RetrieveResult;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.WaitOptions;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ServedPropertyCollectorTest {
    private static final WaitOptions AT_ONCE =
            WaitOptions.builder().maxWaitSeconds(0).build();

    private final Inventory inventory = new Inventory();
    private final Session session = new Session("one", "user", Instant.EPOCH, inventory.registry);
    private final AtomicInteger names = new AtomicInteger();
    private final ServedPropertyCollector collector = open(session);

    private ServedPropertyCollector open(Session of) {
        return ServedPropertyCollector.open(
                new ManagedObjectReference<PropertyCollector>("PropertyCollector", "propertyCollector"),
                of,
                () -> "name-" + names.incrementAndGet());
    }

    private static PropertyFilterSpec machines(String path) {
        return PropertyFilterSpec.builder()
                .propSet(List.of(PropertySpec.builder()
                        .type("VirtualMachine")
                        .pathSet(List.of(path))
                        .build()))
                .objectSet(Inventory.rootAndChildren())
                .build();
    }

    /** Waits in a thread of its own, and returns once that thread waits. */
    private static <T> FutureTask<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING
                && !task.isDone()) {
            Thread.onSpinWait();
        }
        return task;
    }

    private static void assertCancelled(FutureTask<?> task) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(task::get)
                .satisfies(e -> assertThat(((FaultException) Objects.requireNonNull(e.getCause())).fault())
                        .isInstanceOf(RequestCanceled.class));
    }

    @Test
    void whoWaitsIsToldOfTheChangeThatItWaitedFor() throws Exception {
        inventory.add(1, "one");
        collector.createFilter(machines("name"), false);
        UpdateSet first = collector.waitForUpdates(null);
        FutureTask<UpdateSet> waiting = waiting(() -> collector.waitForUpdates(first.version()));
        inventory.devices(1, List.of(Inventory.disk(1, 1)));
        inventory.rename(1, "other");
        assertThat(waiting.get().filterSet().getFirst().objectSet().getFirst().changeSet())
                .singleElement()
                .satisfies(change -> assertThat(change.val()).isEqualTo("other"));
    }

    @Test
    void whoOnlyLooksIsNotKeptWaiting() {
        inventory.add(1, "one");
        collector.createFilter(machines("name"), false);
        UpdateSet first = Objects.requireNonNull(collector.checkForUpdates(null));
        assertThat(collector.checkForUpdates(first.version())).isNull();
        inventory.rename(1, "other");
        assertThat(Objects.requireNonNull(collector.checkForUpdates(first.version()))
                        .filterSet())
                .isNotEmpty();
    }

    @Test
    void allWhoWaitWithOneVersionAreAnswered() throws Exception {
        inventory.add(1, "one");
        collector.createFilter(machines("name"), false);
        UpdateSet first = collector.waitForUpdates(null);
        List<FutureTask<UpdateSet>> waiting = IntStream.range(0, 4)
                .mapToObj(_ -> waiting(() -> collector.waitForUpdates(first.version())))
                .toList();
        inventory.rename(1, "other");
        UpdateSet answer = waiting.getFirst().get();
        for (FutureTask<UpdateSet> one : waiting) {
            assertThat(one.get()).isEqualTo(answer);
        }
    }

    @Test
    void aFilterThatComesWhileOneWaitsIsTold() throws Exception {
        inventory.add(1, "one");
        FutureTask<UpdateSet> waiting = waiting(() -> collector.waitForUpdates(null));
        ManagedObjectReference<PropertyFilter> filter = collector.createFilter(machines("name"), false);
        assertThat(waiting.get().filterSet().getFirst().filter()).isEqualTo(filter);
    }

    @Test
    void aWaitEndsByItsTimeByCancelAndWithItsCollector() {
        assertThat(collector.waitForUpdatesEx(null, AT_ONCE)).isNull();
        FutureTask<UpdateSet> cancelled = waiting(() -> collector.waitForUpdates(null));
        collector.cancelWaitForUpdates();
        assertCancelled(cancelled);
        FutureTask<UpdateSet> orphaned = waiting(() -> collector.waitForUpdates(null));
        collector.destroyPropertyCollector();
        assertCancelled(orphaned);
        assertThat(session.own().size()).isZero();
    }

    @Test
    void whoWaitsInASessionThatEndsIsToldAndNothingIsLeft() {
        collector.createFilter(machines("name"), false);
        collector.createPropertyCollector();
        FutureTask<UpdateSet> waiting = waiting(() -> collector.waitForUpdates(null));
        session.end();
        assertCancelled(waiting);
        assertThat(session.own().size()).isZero();
    }

    @Test
    void aFilterThatCannotBeLeavesNothing() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> collector.createFilter(machines("nothing"), false))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidProperty.class));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> collector.createFilter(
                        machines("name").toBuilder()
                                .objectSet(List.of(ObjectSpec.builder()
                                        .obj(Inventory.machine(5))
                                        .build()))
                                .build(),
                        false))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(ManagedObjectNotFound.class));
        assertThat(session.own().size()).isEqualTo(1);
    }

    @Test
    void aSessionsObjectsAreItsOwn() {
        ManagedObjectReference<PropertyFilter> filter = collector.createFilter(machines("name"), false);
        Session other = new Session("two", "user", Instant.EPOCH, inventory.registry);
        ServedPropertyCollector others = open(other);
        assertThat(session.find(filter)).isPresent();
        assertThat(other.find(filter)).isEmpty();
        assertThat(other.find(collector.reference())).contains(others);
        session.find(filter).map(PropertyFilter.class::cast).orElseThrow().destroyPropertyFilter();
        assertThat(session.find(filter)).isEmpty();
    }

    @Test
    void aLongAnswerComesInPages() {
        IntStream.range(0, 5).forEach(number -> inventory.add(number, "m" + number));
        RetrieveResult page = Objects.requireNonNull(collector.retrievePropertiesEx(
                List.of(machines("name")),
                RetrieveOptions.builder().maxObjects(2).build()));
        List<String> told = new ArrayList<>();
        page.objects().forEach(content -> told.add(content.obj().value()));
        while (page.token() != null) {
            page = collector.continueRetrievePropertiesEx(page.token());
            page.objects().forEach(content -> told.add(content.obj().value()));
        }
        assertThat(told).containsExactly("vm-0", "vm-1", "vm-2", "vm-3", "vm-4");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> collector.continueRetrievePropertiesEx("0"))
                .satisfies(e -> assertThat(((InvalidArgument) e.fault()).invalidProperty())
                        .isEqualTo("token"));
    }

    @Test
    void anObjectThatTwoFiltersLeadToIsToldOnce() {
        inventory.add(1, "one");
        assertThat(collector.retrieveProperties(List.of(machines("name"), machines("parent"))))
                .singleElement()
                .satisfies(content -> assertThat(content.propSet()).hasSize(2));
    }

    @Test
    void readersAndWritersOfManySessionsDoNotBlockEachOther() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            ServedPropertyCollector own = open(new Session("s" + i, "user", Instant.EPOCH, inventory.registry));
            all.add(CompletableFuture.runAsync(() -> {
                own.createFilter(machines("name"), true);
                String version = null;
                inventory.add(number, "first");
                for (int step = 0; step < 200; step++) {
                    inventory.rename(number, "step-" + step);
                    UpdateSet updates = own.waitForUpdates(version); // its own change at least
                    version = updates.version();
                }
            }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
    }
}
