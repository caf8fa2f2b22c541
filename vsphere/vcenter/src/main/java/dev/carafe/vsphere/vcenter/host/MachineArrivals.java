package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Machines that are about to be on a host, made there or moved there: where they belong, and when they are there. Safe for all threads. */
public final class MachineArrivals {
    private final Supplier<InventoryStore> inventory;
    private final Expectations expected;
    private final Errands errands;
    private final ErrandsLeft errandsLeft;
    private final ReentrantLock changing = new ReentrantLock();
    /** Signalled when a machine changed. */
    private final Condition machineChanged = changing.newCondition();

    /** @param left takes up what is left of errands, by who puts machines where they belong */
    MachineArrivals(
            Supplier<InventoryStore> inventory,
            Expectations expected,
            Errands errands,
            Function<BiConsumer<Object, MachinePlace>, ErrandsLeft> left) {
        this.inventory = inventory;
        this.expected = expected;
        this.errands = errands;
        this.errandsLeft = left.apply(this::place);
    }

    /** What is left of errands. */
    ErrandsLeft errandsLeft() {
        return errandsLeft;
    }

    /** Looks at what changed in the inventory. */
    void changed(List<EntityChange> changes) {
        if (changes.stream().anyMatch(change -> change.after() instanceof Entity.VirtualMachine)) {
            changing.lock();
            try {
                machineChanged.signalAll();
            } finally {
                changing.unlock();
            }
        }
    }

    /**
     * Has a machine that is about to be made on a host go to a folder and a pool, also when vCenter ends before it is there.
     *
     * @param task the task that has it made; null for none
     * @param whole whether that task has nothing more to do then
     * @throws FaultException DuplicateName when one of that name is being made in the folder already
     */
    public ExpectedMachine expect(
            String hostId, MachinePlace place, @Nullable ManagedObjectReference<Task> task, boolean whole) {
        Runnable forget = expected.add(hostId, place.name(), place.expected());
        Errand errand = new Errand(key(place, task), hostId, null, whole, place, null);
        try {
            errands.put(errand);
        } catch (FaultException e) {
            forget.run();
            throw e;
        }
        Runnable free = () -> expected.free(place.folder(), place.name());
        return new ExpectedMachine(errand, new ExpectedMachine.Known(forget, free), errands, errandsLeft, this::place);
    }

    /** What the errand is called that makes a machine. */
    static String key(MachinePlace place, @Nullable ManagedObjectReference<Task> task) {
        return task == null ? "import/" + place.folder() + "/" + place.name() : task.value();
    }

    /** Puts what a host made where it belongs, when the host said of it what was not expected, such as another name. */
    private void place(Object made, MachinePlace place) {
        if (made instanceof ManagedObjectReference<?> reference) {
            inventory.get().change(draft -> {
                if (draft.get(reference.value()) instanceof Entity.VirtualMachine machine
                        && draft.get(place.folder()) != null
                        && !place.folder().equals(machine.parent())) {
                    draft.put(machine.withParent(place.folder())
                            .withName(EntityNames.numbered(draft, place.folder(), machine.name()))
                            .withPool(machine.pool() == null ? null : place.pool()));
                }
                return null;
            });
        }
    }

    /**
     * Notes a change of hosts before the first of them is asked; {@link #changed} is to follow, unless the server ends.
     *
     * @param whole whether the task has nothing more to do after it
     */
    public void changing(HostChange change, boolean whole, TaskProgress progress) {
        errands.put(new Errand(progress.task().value(), change.target(), null, whole, null, change));
    }

    /** A change of hosts has ended, well or not; when no host has the machine it is given to one later. */
    public void changed(HostChange change, TaskProgress progress) {
        if (Thread.currentThread().isInterrupted()) {
            return; // the next server goes on with it
        }
        String key = progress.task().value();
        Errand errand = errands.find(key);
        boolean lost = inventory
                .get()
                .read(all -> all.get(change.machine()) instanceof Entity.VirtualMachine machine && machine.inTransit());
        if (errand != null && lost) {
            errands.putAfterwards(errand.left());
            errandsLeft.goOn(errand.left());
        }
        errands.end(key);
    }

    /**
     * Takes a machine out of the inventory that no host has, and offers it to none any more.
     *
     * @return false when a host has it
     * @throws FaultException InvalidState while a task moves it
     */
    public boolean abandon(String machine) {
        List<Errand> about = errands.all().stream()
                .filter(errand ->
                        errand.move() != null && errand.move().machine().equals(machine))
                .toList();
        boolean removed = inventory.get().change(draft -> {
            if (!(draft.get(machine) instanceof Entity.VirtualMachine now) || !now.inTransit()) {
                return false;
            }
            if (!about.stream().allMatch(Errand::isNobodys)) {
                throw InvalidState.builder()
                        .build()
                        .exception("The virtual machine '" + now.name() + "' is on its way to another host.");
            }
            draft.remove(machine);
            return true;
        });
        if (removed) {
            about.forEach(errand -> errands.end(errand.key()));
        }
        return removed;
    }

    /**
     * Waits until some host has a machine that was on its way.
     *
     * @return the host that has it; null when none has said so in time
     */
    public @Nullable String awaitArrival(String machine, Duration patience) throws InterruptedException {
        return awaitArrival(machine, _ -> true, patience);
    }

    /** The same when it is known which host it will be, whatever another has said of it before. */
    public @Nullable String awaitArrival(String machine, String target, Duration patience) throws InterruptedException {
        return awaitArrival(machine, target::equals, patience);
    }

    private @Nullable String awaitArrival(String machine, Predicate<String> wanted, Duration patience)
            throws InterruptedException {
        changing.lock();
        try {
            long left = patience.toNanos();
            while (true) {
                Entity now = inventory.get().read(all -> all.get(machine));
                if (!(now instanceof Entity.VirtualMachine known)) {
                    return null;
                }
                if (!known.inTransit() && wanted.test(known.host())) {
                    return known.host();
                }
                if (left <= 0) {
                    return null;
                }
                left = machineChanged.awaitNanos(left);
            }
        } finally {
            changing.unlock();
        }
    }
}
