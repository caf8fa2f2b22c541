package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A machine that a host is asked to make, which is noted in the store until it is known what became of it. */
public final class ExpectedMachine {
    /** A call that makes a machine on a host. */
    @FunctionalInterface
    public interface Making {
        /** @return the machine, as vCenter calls it, or what stands for its making */
        @Nullable
        Object call() throws InterruptedException;
    }

    private final Errand errand;
    private final Known known;
    private final Errands errands;
    private final ErrandsLeft left;
    private final BiConsumer<Object, MachinePlace> places;

    /**
     * How others know of it.
     *
     * @param forget nobody expects it any more
     * @param free its name may be asked for again, while it is expected still
     */
    record Known(Runnable forget, Runnable free) {}

    ExpectedMachine(
            Errand errand, Known known, Errands errands, ErrandsLeft left, BiConsumer<Object, MachinePlace> places) {
        this.errand = errand;
        this.known = known;
        this.errands = errands;
        this.left = left;
        this.places = places;
    }

    /**
     * Has it made, and puts it where it belongs.
     *
     * @throws InterruptedException when the server ends: the next one sees to it
     */
    public @Nullable Object make(Making making) throws InterruptedException {
        try {
            Object made = making.call();
            if (made instanceof ManagedObjectReference<?> lease && lease.type().equals("HttpNfcLease")) {
                known.free().run();
                left.goOn(errand); // the host makes the machine after it has given the lease
                return made;
            }
            if (made != null) {
                places.accept(made, Objects.requireNonNull(errand.place()));
            }
            end();
            return made;
        } catch (FaultException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the server ends
            }
            if (e.fault() instanceof HostCommunication) {
                leave(); // it may have been made all the same
            } else {
                end();
            }
            throw e;
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    private void end() {
        known.forget().run();
        errands.end(errand.key());
    }

    /** Its task ends now, and where the machine belongs is known on until the host has said whether it has it. */
    private void leave() {
        Errand noted = errands.find(errand.key());
        Errand nobodys = (noted == null ? errand : noted).left();
        errands.putAfterwards(nobodys);
        end();
        left.expect(nobodys);
        left.goOn(nobodys);
    }
}
