package dev.carafe.vsphere.esxi.pool;

import static dev.carafe.vsphere.esxi.pool.PoolTreeTest.allocation;
import static dev.carafe.vsphere.esxi.pool.PoolTreeTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.pool.Reservations.Capacity;
import dev.carafe.vsphere.esxi.pool.Reservations.Demand;
import dev.carafe.vsphere.esxi.pool.Reservations.Resource;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InsufficientCpuResourcesFault;
import dev.carafe.vsphere.vim.vim25.InsufficientMemoryResourcesFault;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReservationsTest {
    private static final Capacity HOST = new Capacity(4000, 8192);

    /** A fixed pool of 1000 MHz and 1024 MiB, and in an expandable pool of 500 MHz and 512 MiB another one of none. */
    private static final PoolTree TREE = PoolTree.empty("root")
            .create("root", "fixed", spec(allocation(1000, -1, false), allocation(1024, -1, false)), Instant.EPOCH)
            .tree()
            .create("root", "open", spec(allocation(500, 2000, true), allocation(512, -1, true)), Instant.EPOCH)
            .tree()
            .create("pool2", "within", spec(allocation(0, -1, true), allocation(0, -1, true)), Instant.EPOCH)
            .tree();

    private static Reservations with(Demand... demands) {
        return new Reservations(TREE, HOST, List.of(demands));
    }

    @Test
    void aPoolTakesWhatItReservesOfTheOneThatItIsIn() {
        assertThat(with().used("root", Resource.CPU)).isEqualTo(1500);
        assertThat(with().unreserved("root", Resource.CPU)).isEqualTo(2500);
        assertThat(with().unreserved("pool1", Resource.CPU)).isEqualTo(1000);
        // its own and the root's, up to its limit
        assertThat(with().unreserved("pool2", Resource.CPU)).isEqualTo(2000);
        assertThat(with().unreserved("pool3", Resource.CPU)).isEqualTo(2000);
        assertThat(with().unreserved("pool3", Resource.MEMORY)).isEqualTo(512 + 8192 - 1024 - 512);
    }

    @Test
    void whatIsPromisedWithinGrowsAPoolThatMay() {
        Reservations some = with(new Demand("pool3", 800, 0), new Demand("pool1", 800, 0));
        assertThat(some.used("pool2", Resource.CPU)).isEqualTo(800);
        assertThat(some.usedByMachines("pool2", Resource.CPU)).isZero();
        assertThat(some.usedByMachines("pool3", Resource.CPU)).isEqualTo(800);
        assertThat(some.used("root", Resource.CPU)).isEqualTo(1800);
        assertThat(some.unreserved("pool2", Resource.CPU)).isEqualTo(1200);
        assertThat(some.unreserved("pool1", Resource.CPU)).isEqualTo(200);
    }

    @Test
    void moreThanThereIsIsRefusedAndSaysHowMuchThereWas() {
        assertThatThrownBy(() -> with(new Demand("pool1", 1200, 0)).requireRoom(with()))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault())
                                .isEqualTo(InsufficientCpuResourcesFault.builder()
                                        .unreserved(1000)
                                        .requested(1200)
                                        .build()));
        assertThatThrownBy(() -> with(new Demand("gone", 0, 6657)).requireRoom(with()))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault())
                                .isEqualTo(InsufficientMemoryResourcesFault.builder()
                                        .unreserved(6656L << 20)
                                        .requested(6657L << 20)
                                        .build()));
        with(new Demand("pool1", 1000, 1024), new Demand("pool3", 2000, 6656 + 512))
                .requireRoom(with());
        assertThatThrownBy(() -> with(new Demand("pool3", 2001, 0)).requireRoom(with()))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void whatIsTooMuchAlreadyHindersNothingElse() {
        Demand tooMuch = new Demand("pool1", 1200, 0);
        with(tooMuch, new Demand("pool3", 100, 0)).requireRoom(with(tooMuch));
        assertThatThrownBy(() -> with(tooMuch, new Demand("pool1", 1, 0)).requireRoom(with(tooMuch)))
                .isInstanceOf(FaultException.class);
    }
}
