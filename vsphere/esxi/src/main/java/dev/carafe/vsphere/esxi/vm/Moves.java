package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Machines that change their host while they run. The destination prepares and gives a ticket; the source sends memory under it; who
 * has the machine in the end is decided in one place ({@link MoveDecision}). Any thread.
 */
public final class Moves implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Moves.class.getName());
    /** How long a prepared machine waits for its memory. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int TICKET_BYTES = 16;

    private final VmHost host;
    private final VirtualMachines machines;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    Moves(VmHost host, VirtualMachines machines) {
        this.host = host;
        this.machines = machines;
    }

    /** Carries a machine's memory to the host that it goes to. */
    @FunctionalInterface
    public interface Line extends AutoCloseable {
        /**
         * Returns when the other host says that the machine runs there.
         *
         * @throws RefusedException when it says that it does not, now and later
         * @throws IOException when it does not say so
         */
        void carry(InputStream memory) throws IOException, InterruptedException;

        /** Breaks it off; called by any thread, also when it is over. */
        @Override
        default void close() {}
    }

    /** The other host says that it has not taken the machine. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        public RefusedException(String message) {
            super(message);
        }
    }

    /**
     * How a machine moved.
     *
     * @param stillMs for how many milliseconds the guest stood still, at most
     * @param wholeMs how long all took
     * @param stopped whether it stood still all the time, since this QEMU cannot copy the memory of a guest that runs
     */
    public record Moved(long stillMs, long wholeMs, boolean stopped) {
        /** As the task's result has it, JSON in a string. */
        String encoded() {
            return JsonObject.of("stillMs", stillMs)
                    .with("wholeMs", wholeMs)
                    .with("stopped", stopped)
                    .toString();
        }
    }

    /**
     * Prepares for a machine that another host has.
     *
     * @param path of its configuration, on a datastore of this host
     * @param bootTime when its guest was booted
     * @return the ticket under which its memory may come, within a minute and once
     */
    public String prepare(String path, Instant bootTime) throws InterruptedException {
        MachineFolder folder = new MachineFolder(host.ground().datastores(), parsed(path));
        if (host.place().maintenance().getAsBoolean()) {
            throw VmFaults.invalidState("the host is in maintenance mode");
        }
        MachineState state;
        try {
            state = new MachineLoader(host).load(folder);
        } catch (IOException unreadable) {
            throw VmFaults.config(folder.vmx() + " cannot be read: " + unreadable.getMessage());
        }
        forgetEarlier(folder.vmx());
        String ticket = HexFormat.of().formatHex(bytes());
        Machine machine = new Machine(note(folder, ticket), host, state);
        machine.away(true);
        Arrival arrival;
        try {
            arrival = Arrival.start(machines, machine, ticket, bootTime);
        } catch (FaultException refused) {
            forget(machine.id());
            throw refused;
        }
        arrivals.put(ticket, arrival);
        Thread.ofVirtual().name("arrival " + machine.id()).start(() -> expire(ticket));
        return ticket;
    }

    /** Whoever asks again has given up what was prepared before. */
    private void forgetEarlier(DatastorePath vmx) throws InterruptedException {
        for (Map.Entry<String, Arrival> earlier : Map.copyOf(arrivals).entrySet()) {
            if (earlier.getValue().isOf(vmx) && arrivals.remove(earlier.getKey(), earlier.getValue())) {
                earlier.getValue().discard();
            }
        }
    }

    private static DatastorePath parsed(String path) {
        try {
            return DatastorePath.parse(path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[TICKET_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private long note(MachineFolder folder, String ticket) {
        try {
            return host.registrations()
                    .arriving(new Registrations.Move(folder.vmx(), ticket))
                    .orElseThrow(() -> VmFaults.exists(folder.vmx()));
        } catch (IOException failed) {
            throw VmFaults.system("the move cannot be noted: " + failed.getMessage());
        }
    }

    private void forget(long id) {
        try {
            host.registrations().strayed(id);
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "a machine that did not come stays noted: {0}", failed.getMessage());
        }
    }

    private void expire(String ticket) {
        try {
            if (!closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                discard(ticket);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes a machine's memory; when this returns the machine runs here.
     *
     * @throws FaultException when it does not, or nothing is awaited under the ticket
     */
    public void receive(String ticket, InputStream memory) throws InterruptedException {
        Arrival arrival = arrivals.remove(ticket);
        if (arrival == null) {
            throw VmFaults.notFound("a machine that is awaited under this ticket");
        }
        arrival.receive(memory);
    }

    /**
     * Sends a running machine away, as one of its tasks, whose result is a text {@code {"stillMs","wholeMs","stopped"}}. A task that is
     * cancelled breaks the line, and the machine stays unless it is away already.
     *
     * @param ticket of the host that it goes to
     * @param line closed when the task has ended
     */
    public ManagedObjectReference<Task> send(
            ManagedObjectReference<VirtualMachine> reference, String ticket, Line line) {
        Machine machine = host.machines()
                .byReference(reference)
                .orElseThrow(() -> ManagedObjectNotFound.builder()
                        .obj(reference)
                        .build()
                        .exception("There is no " + reference + " on this host."));
        return host.services().tasks().start(reference, "VirtualMachine.migrate", progress -> {
            Runnable noCancel = progress.onCancel(line::close);
            Moved moved;
            try (line;
                    Claim _ = Claim.take(machine)) {
                moved = new Departure(machines, machine, ticket).run(line, progress);
            } finally {
                noCancel.run();
            }
            new Scratch(host).spared(List.of(Claim.file(machine.folder())));
            return moved.encoded();
        });
    }

    /** Gives up what is awaited. */
    @Override
    public void close() {
        closed.countDown();
        try {
            for (String ticket : arrivals.keySet()) {
                discard(ticket);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void discard(String ticket) throws InterruptedException {
        Arrival awaited = arrivals.remove(ticket);
        if (awaited != null) {
            awaited.discard();
        }
    }
}
