package dev.carafe.bench;

import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Clients that wait for a machine's new names, each in a session of its own: from the change's request until each knows. */
final class UpdatePhase {
    private static final long UPDATE_S = 30;
    private static final String NAME = "name";
    private static final String PREFIX = "bench-renamed ";

    private UpdatePhase() {}

    static Measurement run(
            Server<VSphereTarget> server, ManagedObjectReference<VirtualMachine> machine, int watchers, int updates)
            throws IOException, InterruptedException {
        double[] latenciesMs = new double[watchers * updates];
        AtomicInteger seen = new AtomicInteger();
        Phaser all = new Phaser(watchers + 1); // nobody waits for a change before all have seen the one before
        List<VSphereClient> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try {
            CountDownLatch waiting = new CountDownLatch(watchers);
            for (int i = 0; i < watchers; i++) {
                VSphereClient client = server.target().connect();
                clients.add(client);
                threads.add(Thread.ofVirtual()
                        .start(() -> watch(client, machine, updates, waiting::countDown, requested -> {
                            latenciesMs[seen.getAndIncrement()] = (System.nanoTime() - requested) / 1e6;
                            all.arrive();
                        })));
            }
            if (!waiting.await(UPDATE_S, TimeUnit.SECONDS)) {
                throw new IOException(server.name() + ": " + waiting.getCount() + " clients do not wait for updates");
            }
            VirtualMachines machines = new VirtualMachines(server.target().client());
            Measurement.Stopwatch watch = Measurement.start(server.processes());
            for (int i = 0; i < updates; i++) {
                machines.rename(machine, PREFIX + i + " " + System.nanoTime());
                all.awaitAdvanceInterruptibly(all.arrive(), UPDATE_S, TimeUnit.SECONDS);
            }
            return watch.stop(
                    "update to a waiting client, " + watchers + " of them", (long) watchers * updates, 0, latenciesMs);
        } catch (TimeoutException e) {
            throw new IOException(server.name() + ": an update was not told to all clients", e);
        } finally {
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
            for (VSphereClient client : clients) {
                client.logout();
                client.close();
            }
        }
    }

    /**
     * Waits until it has seen the last update.
     *
     * @param waits is run when the state before the first update is known
     * @param sees is given when each update's change was requested, in nanoseconds
     */
    private static void watch(
            VSphereClient client,
            ManagedObjectReference<VirtualMachine> machine,
            int updates,
            Runnable waits,
            Consumer<Long> sees) {
        AtomicInteger next = new AtomicInteger(-1);
        try {
            new PropertyWaiter(client).waitFor(machine, List.of(NAME), found -> {
                if (next.get() < 0) {
                    next.set(0);
                    waits.run();
                }
                String name = found.value(NAME, String.class);
                if (name != null && name.startsWith(PREFIX + next.get() + " ")) {
                    next.incrementAndGet();
                    sees.accept(Long.parseLong(name.substring(name.lastIndexOf(' ') + 1)));
                }
                return next.get() == updates;
            });
        } catch (IOException | InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever counts the updates misses it
        }
    }
}
